namespace DePin.Protocol.Jobs.Fields;

/// <summary>The keys of <c>resources</c> and <c>resources.gpu</c>.</summary>
internal static class ResourceFields
{
    private static readonly BlockKind<GpuRequirement> Gpu = new BlockBuilder<GpuRequirement>(new GpuRequirement())
        .Optional("count", new IntegerKind(1, JobLimits.MaxGpuCount), "How many GPUs, all in one node.",
            gpu => gpu.Count, (gpu, value) => gpu with { Count = value })
        .Optional("vram", SpecKinds.Size(new ByteSize(1), JobLimits.MaxVram), "Least memory of each GPU.",
            gpu => gpu.Vram, (gpu, value) => gpu with { Vram = value })
        .Optional("fp16Tflops", SpecKinds.Tflops, "Least proven FP16 rate of each GPU, in 10^12 operations a second.",
            gpu => gpu.Fp16Tflops, (gpu, value) => gpu with { Fp16Tflops = value })
        .Optional("memoryBandwidth", SpecKinds.Rate, "Least proven rate of reading the memory of each GPU at random places.",
            gpu => gpu.MemoryBandwidth, (gpu, value) => gpu with { MemoryBandwidth = value })
        .Optional("model", new ListKind<string>(SpecKinds.GpuModel, "[h100, a100]", JobLimits.MaxGpuModels, isSet: true),
            "Parts of model names, any of which will do; empty takes every model.",
            gpu => gpu.Model, (gpu, value) => gpu with { Model = value })
        .Build();

    public static readonly BlockKind<JobResources> Resources = new BlockBuilder<JobResources>(new JobResources())
        .Optional("cpu", SpecKinds.Cpu, "Processor cores, or thousandths of one with m.",
            resources => resources.Cpu, (resources, value) => resources with { Cpu = value })
        .Optional("memory", SpecKinds.Size(JobLimits.MinMemory, JobLimits.MaxMemory), "Memory of all processes together, without swap.",
            resources => resources.Memory, (resources, value) => resources with { Memory = value })
        .Optional("disk", SpecKinds.Size(new ByteSize(0), JobLimits.MaxDisk),
            "What the job may write beside its image. 0 makes the root read-only and leaves a small /tmp in memory.",
            resources => resources.Disk, (resources, value) => resources with { Disk = value })
        .Optional("shm", SpecKinds.Size(JobLimits.MinShm, JobLimits.MaxMemory), "Size of /dev/shm; it counts as memory.",
            resources => resources.Shm, (resources, value) => resources with { Shm = value },
            $"{JobDefaults.Shm}, or half of memory if that is less")
        .Optional("gpu", Gpu, "GPUs the job needs; minimums are compared with what is proven of them. Left out: none.",
            resources => resources.Gpu, (resources, value) => resources with { Gpu = value })
        .Build();
}
