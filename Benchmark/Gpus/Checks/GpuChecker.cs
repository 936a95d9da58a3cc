using System.Security.Cryptography;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>Tries one GPU out: does it compute right, and has it the memory that it reports.</summary>
internal sealed class GpuChecker(CudaLibrary cuda, TimeProvider time)
{
    public GpuCheck Run(CudaGpu gpu)
    {
        long start = time.GetTimestamp();
        List<GpuFinding> findings = [];
        (long Words, long Bytes) well = (0, 0);
        try
        {
            using GpuContext context = new(cuda, gpu);
            (well.Words, FmaCheck.WrongWord? wrong) = FmaCheck.Run(context, Seed());
            Add(wrong is null ? null : LaunchFindings.Wrong(gpu, wrong.ToString()));
            PatternCheck.Result memory = new PatternCheck(context, Seed(), inverse: false).Run();
            well.Bytes = memory.WrongBits == 0 ? memory.Taken : 0;
            Add(LaunchFindings.Kept(gpu, memory));
        }
        catch (CudaException failed)
        {
            findings.Add(LaunchFindings.Of(gpu, failed));
        }

        return new GpuCheck
        {
            Uuid = gpu.Uuid,
            RightWords = well.Words,
            KeptBytes = well.Bytes,
            Seconds = time.GetElapsedTime(start).TotalSeconds,
            Findings = findings,
        };

        void Add(GpuFinding? found) => findings.AddRange(found is null ? [] : [found]);
    }

    private static uint Seed() => (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
}
