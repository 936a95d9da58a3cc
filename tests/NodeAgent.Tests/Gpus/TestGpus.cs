using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Tests.Gpus;

/// <summary>
/// The files in which a machine says how its GPUs are, in a directory of the test's: written as the NVIDIA driver and the kernel write
/// them. A device node is a link to a harmless one that every container may open.
/// </summary>
internal sealed class TestGpus : IDisposable
{
    public const string Uuid = "GPU-3b0f1c52-9d7e-4a5e-8c11-0a1b2c3d4e5f";
    public const string OtherUuid = "GPU-af54bd38-d6fc-42dd-8c2b-4d8f3c1a9b77";

    /// <summary>What stands for <c>/dev/nvidia0</c>.</summary>
    public const string StandIn = "/dev/full";

    /// <summary>The driver puts one, sometimes two, before each value.</summary>
    private const string Tab = "\t";

    private readonly string _folder = Directory.CreateTempSubdirectory("depin-gpus-").FullName;
    private int _sequence;

    public TestGpus()
    {
        Paths = new GpuPaths(Path.Combine(_folder, "driver"), Path.Combine(_folder, "kmsg"), Path.Combine(_folder, "dev"));
        Directory.CreateDirectory(Paths.Driver);
        Directory.CreateDirectory(Paths.Devices);
        File.WriteAllText(Paths.KernelLog, "");
        SetDriver("535.104.05");
        Add(Uuid, "0000:3b:00", 0);
        Add(OtherUuid, "0000:86:00", 1);
        File.CreateSymbolicLink(Path.Combine(Paths.Devices, "nvidia0"), StandIn);
        File.CreateSymbolicLink(Path.Combine(Paths.Devices, "nvidia1"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(Paths.Devices, "nvidiactl"), "/dev/null");
    }

    public GpuPaths Paths { get; }

    /// <summary>The node of <see cref="Uuid"/>.</summary>
    public string Node => Path.Combine(Paths.Devices, "nvidia0");

    /// <summary>The nodes that every GPU needs.</summary>
    public IReadOnlyList<string> SharedNodes => [Path.Combine(Paths.Devices, "nvidiactl"), Path.Combine(Paths.Devices, "nvidia-uvm")];

    public void SetDriver(string version) => File.WriteAllText(
        Path.Combine(Paths.Driver, "version"),
        $"NVRM version: NVIDIA UNIX x86_64 Kernel Module  {version}  Sat Aug 19 01:15:15 UTC 2023\nGCC version:  gcc version 12.2.0\n");

    public void Add(string uuid, string address, int minor)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Paths.Driver, "gpus", $"{address}.0")).FullName;
        File.WriteAllText(Path.Combine(folder, "information"), Information(uuid, $"{address}.0", minor));
    }

    public void Remove(string address) => Directory.Delete(Path.Combine(Paths.Driver, "gpus", $"{address}.0"), recursive: true);

    /// <summary>The kernel says it, at this time since its start.</summary>
    public void Log(string message, TimeSpan? at = null, int priority = 4) =>
        File.AppendAllText(Paths.KernelLog, $"{priority},{_sequence++},{(long)(at ?? default).TotalMicroseconds},-;{message}\n");

    public void LogXid(int number, string words, string address = "0000:3b:00") =>
        Log($"NVRM: Xid (PCI:{address}): {number}, pid='<unknown>', name=<unknown>, {words}");

    public static string Information(string uuid, string address, int minor) => $"""
        Model: {Tab}{Tab} NVIDIA H100 80GB HBM3
        IRQ:   {Tab}{Tab} 163
        GPU UUID: {Tab} {uuid}
        Video BIOS: {Tab} 96.00.74.00.1C
        Bus Type: {Tab} PCIe
        DMA Size: {Tab} 52 bits
        DMA Mask: {Tab} 0xfffffffffffff
        Bus Location: {Tab} {address}
        Device Minor: {Tab} {minor}
        GPU Firmware: {Tab} 535.104.05
        GPU Excluded:{Tab} No

        """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
