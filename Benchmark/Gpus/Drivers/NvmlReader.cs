using System.Globalization;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Drivers;

/// <summary>Asks NVML for everything that schedulers and owners need to know. One GPU in trouble hides none of the others.</summary>
internal sealed class NvmlReader(NvmlLibrary nvml)
{
    /// <summary>More GPUs, parts of one, or links of one than there are.</summary>
    private const int MaxGpus = 64;
    private const int MaxSlices = 16;
    private const int MaxLinks = 36;

    private const uint FabricVersion2 = 0x02000024;

    /// <exception cref="NvmlException">The GPUs cannot even be counted.</exception>
    public NvmlSight Read()
    {
        uint count = nvml.System<uint>("nvmlDeviceGetCount_v2")
            ?? throw new NvmlException(new CallFailure("nvmlDeviceGetCount_v2", 0, "no answer"));
        NvmlConfComputeState? confidential = nvml.System<NvmlConfComputeState>("nvmlSystemGetConfComputeState");
        return new NvmlSight
        {
            Driver = nvml.SystemText("nvmlSystemGetDriverVersion"),
            Gpus = [.. Enumerable.Range(0, (int)Math.Min(count, MaxGpus)).Select(ReadGpu)],
            ConfidentialComputing = confidential is { } state ? state.CcFeature != 0 : null,
            ConfidentialComputingReady = confidential is { CcFeature: not 0 }
                && nvml.System<uint>("nvmlSystemGetConfComputeGpusReadyState") is { } ready ? ready != 0 : null,
        };
    }

    private NvmlGpu ReadGpu(int index)
    {
        NvmlGpu gpu = new() { Index = index };
        try
        {
            nint device = nvml.Device((uint)index);
            gpu = Identify(gpu, device);
            return gpu with { State = State(device) };
        }
        catch (NvmlException gone)
        {
            return gpu with { Failure = gone.Failure };
        }
    }

    private NvmlGpu Identify(NvmlGpu gpu, nint device)
    {
        NvmlPciInfo? pci = nvml.Get<NvmlPciInfo>("nvmlDeviceGetPciInfo_v3", device);
        (uint Major, uint Minor)? capability = nvml.Pair("nvmlDeviceGetCudaComputeCapability", device);
        return gpu with
        {
            Uuid = nvml.Text("nvmlDeviceGetUUID", device),
            Name = nvml.Text("nvmlDeviceGetName", device),
            Address = pci is { } at ? new PciAddress(at.Domain, (byte)at.Bus, (byte)at.Device) : null,
            DeviceId = (int?)(pci?.PciDeviceId >> 16),
            Minor = Number("nvmlDeviceGetMinorNumber", device),
            ComputeCapability = capability is { } version
                ? string.Create(CultureInfo.InvariantCulture, $"{version.Major}.{version.Minor}")
                : null,
            MemoryBytes = (long?)Memory(device)?.Total,
        };
    }

    private GpuState State(nint device)
    {
        bool? split = nvml.Pair("nvmlDeviceGetMigMode", device) is { } mig ? mig.First == 1 : null;
        bool[] links = Links(device);
        GpuMoment now = MomentReader.Read(nvml, device);
        return new GpuState
        {
            Link = now.Link,
            Power = now.Power,
            Clocks = now.Clocks,
            Reasons = now.Reasons,
            TemperatureCelsius = now.TemperatureCelsius,
            FreeBytes = (long?)Memory(device)?.Free,
            Ecc = nvml.Pair("nvmlDeviceGetEccMode", device) is { } ecc
                ? new EccState(ecc.First == 1, (long?)nvml.EccErrors(device, uncorrected: false), (long?)nvml.EccErrors(device, true))
                : null,
            Rows = nvml.Rows(device),
            PagesPending = nvml.Get<uint>("nvmlDeviceGetRetiredPagesPendingStatus", device) is { } pending ? pending != 0 : null,
            Split = split,
            Slices = split == true ? Slices(device) : [],
            NvLinks = links.Length > 0 ? links.Length : null,
            NvLinksUp = links.Length > 0 ? links.Count(up => up) : null,
            Fabric = (FabricState?)(nvml.Get("nvmlDeviceGetGpuFabricInfoV", device, new NvmlFabricInfo { Version = FabricVersion2 })?.State
                ?? nvml.Get<NvmlFabricInfoV1>("nvmlDeviceGetGpuFabricInfo", device)?.State),
            Persistence = nvml.Get<uint>("nvmlDeviceGetPersistenceMode", device) is { } mode ? mode == 1 : null,
            ComputeMode = (ComputeMode?)nvml.Get<uint>("nvmlDeviceGetComputeMode", device),
            Vbios = nvml.Text("nvmlDeviceGetVbiosVersion", device),
        };
    }

    private NvmlMemory? Memory(nint device) =>
        nvml.Memory(device) is { } memory
            ? new NvmlMemory { Total = memory.Total, Free = memory.Free, Used = memory.Used }
            : nvml.Get<NvmlMemory>("nvmlDeviceGetMemoryInfo", device);

    /// <summary>For each link there is, whether it is up; the first that is not there ends the list.</summary>
    private bool[] Links(nint device) =>
    [
        .. Enumerable.Range(0, MaxLinks).Select(link => nvml.GetOne<uint>("nvmlDeviceGetNvLinkState", device, (uint)link))
            .TakeWhile(state => state is not null).Select(state => state == 1),
    ];

    private IReadOnlyList<MigSlice> Slices(nint device)
    {
        int most = Math.Min(Number("nvmlDeviceGetMaxMigDeviceCount", device) ?? 0, MaxSlices);
        return
        [
            .. Enumerable.Range(0, most)
                .Select(index => nvml.GetOne<nint>("nvmlDeviceGetMigDeviceHandleByIndex", device, (uint)index))
                .OfType<nint>().Select(Slice).OfType<MigSlice>(),
        ];
    }

    private MigSlice? Slice(nint part)
    {
        NvmlDeviceAttributes? has = nvml.Get<NvmlDeviceAttributes>("nvmlDeviceGetAttributes_v2", part);
        return nvml.Text("nvmlDeviceGetUUID", part) is { } uuid
            ? new MigSlice(uuid, nvml.Text("nvmlDeviceGetName", part), (long?)(has?.MemorySizeMB << 20), (int?)has?.MultiprocessorCount)
            : null;
    }

    private int? Number(string function, nint device) => (int?)nvml.Get<uint>(function, device);
}
