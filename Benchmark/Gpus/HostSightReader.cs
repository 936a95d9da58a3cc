using System.Globalization;
using System.Text.RegularExpressions;

namespace DePin.Benchmark.Gpus;

/// <summary>
/// Reads <see cref="HostSight"/>. The reads go to the driver and block while it hangs: call it where nobody waits without end.
/// </summary>
public static partial class HostSightReader
{
    /// <summary>More GPUs, or devices on a bus, than any machine has.</summary>
    private const int MaxEntries = 4096;

    private const string Nvidia = "0x10de";

    /// <summary>Display controllers of every kind: VGA 0300, 3D 0302. The cards' audio devices are others.</summary>
    private const string DisplayClass = "0x03";

    public static HostSight Read(GpuPaths paths)
    {
        string? driver = Driver(paths.Driver);
        HostGpu[] gpus = [.. Folders(Path.Combine(paths.Driver, "gpus"))
            .Select(folder => ReadOrNull(Path.Combine(folder, "information")) is { } text ? HostGpu.Parse(text) : null)
            .OfType<HostGpu>()];
        return new HostSight
        {
            Driver = driver,
            Gpus = gpus,
            Cards = [.. Folders(paths.Pci).Select(Card).OfType<PciGpu>()],
            MissingNodes = driver is null ? [] : [.. NodesOf(gpus).Where(node => !File.Exists(Path.Combine(paths.Devices, node)))],
        };
    }

    /// <summary>The names of the device nodes without which a CUDA program cannot use these GPUs.</summary>
    public static IEnumerable<string> NodesOf(IEnumerable<HostGpu> gpus) => gpus
        .Select(gpu => string.Create(CultureInfo.InvariantCulture, $"nvidia{gpu.Minor}"))
        .Concat(["nvidiactl", "nvidia-uvm"]);

    /// <summary>From <c>NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 …</c>.</summary>
    private static string? Driver(string folder) =>
        ReadOrNull(Path.Combine(folder, "version")) is { } text && Version().Match(text) is { Success: true } match ? match.Value : null;

    private static PciGpu? Card(string folder) =>
        ReadOrNull(Path.Combine(folder, "vendor"))?.Trim() == Nvidia
        && ReadOrNull(Path.Combine(folder, "class"))?.StartsWith(DisplayClass, StringComparison.Ordinal) == true
        && PciAddress.TryParse(Path.GetFileName(folder), out PciAddress address)
            ? new PciGpu(address, Hex(ReadOrNull(Path.Combine(folder, "device"))), BoundTo(Path.Combine(folder, "driver")))
            : null;

    private static int Hex(string? text) =>
        text?.Trim() is ['0', 'x', .. var digits]
        && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? value : 0;

    private static string? BoundTo(string link)
    {
        try
        {
            return Path.GetFileName(Directory.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Folders(string path)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Take(MaxEntries)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\b\d{3,4}\.\d{1,3}(\.\d{1,3})?\b")]
    private static partial Regex Version();
}
