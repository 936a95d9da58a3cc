using System.Globalization;
using System.Text.RegularExpressions;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// What this machine says about its NVIDIA GPUs without asking the driver's libraries: its files under <c>/proc</c> and its messages in the
/// kernel's log. Safe for use by several threads; a look takes a fraction of a millisecond.
/// </summary>
public sealed partial class GpuHost(GpuPaths paths, TimeProvider time) : IDisposable
{
    /// <summary>More GPUs than any machine has.</summary>
    private const int MaxGpus = 64;

    private readonly KernelLog _log = new(paths.KernelLog, time);

    public GpuPaths Paths => paths;

    public GpuSight Look() => new()
    {
        Driver = Driver(),
        Gpus = Gpus(),
        Xids = _log.Read(),
        KernelLogProblem = _log.Problem,
    };

    /// <summary>The device nodes without which a CUDA program cannot use these GPUs: one of each, and two that all share.</summary>
    public IReadOnlyList<string> NodesOf(IEnumerable<HostGpu> gpus) =>
    [
        .. gpus.Select(gpu => string.Create(CultureInfo.InvariantCulture, $"nvidia{gpu.Minor}")).Concat(["nvidiactl", "nvidia-uvm"])
            .Select(name => Path.Combine(paths.Devices, name)),
    ];

    public void Dispose() => _log.Dispose();

    /// <summary>From <c>NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 …</c>.</summary>
    private string? Driver() =>
        ReadOrNull(Path.Combine(paths.Driver, "version")) is { } text && Version().Match(text) is { Success: true } match
            ? match.Value
            : null;

    private HostGpu[] Gpus()
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(Path.Combine(paths.Driver, "gpus")).Order(StringComparer.Ordinal).Take(MaxGpus)
                    .Select(folder => ReadOrNull(Path.Combine(folder, "information")) is { } text ? HostGpu.Parse(text) : null)
                    .OfType<HostGpu>(),
            ];
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
