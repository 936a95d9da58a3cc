using System.Globalization;
using System.Text.RegularExpressions;
using DePin.NodeAgent.Kernel;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// What this machine says about its NVIDIA GPUs without asking the driver's libraries: its files under <c>/proc</c> and its messages in the
/// kernel's log. Safe for use by several threads.
/// </summary>
public sealed partial class GpuHost(GpuPaths paths, TimeProvider time) : IDisposable
{
    /// <summary>More GPUs than any machine has.</summary>
    private const int MaxGpus = 64;

    /// <summary>The driver answers from memory, unless it hangs.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly KernelLog<XidEvent> _log = new(
        paths.KernelLog, time, (message, at) => XidLine.TryParse(message, at, out XidEvent? xid) ? xid : null);

    private readonly Lock _gate = new();
    private Task<GpuSight>? _asking;
    private GpuSight _known = new();

    public GpuPaths Paths => paths;

    /// <summary>Asks the driver, and reads what the kernel said since.</summary>
    public async Task<GpuSight> LookAsync(CancellationToken token)
    {
        try
        {
            return AddLog(await Asking().WaitAsync(_patience, time, token));
        }
        catch (TimeoutException)
        {
            return AddLog(_known with { Silent = true });
        }
    }

    /// <summary>The same sight with what the kernel said since; never waits for the driver.</summary>
    public GpuSight AddLog(GpuSight sight) => sight with { Xids = _log.Read(), KernelLogProblem = _log.Problem };

    /// <summary>The device nodes without which a CUDA program cannot use these GPUs: one of each, and two that all share.</summary>
    public IReadOnlyList<string> NodesOf(IEnumerable<HostGpu> gpus) =>
    [
        .. gpus.Select(gpu => string.Create(CultureInfo.InvariantCulture, $"nvidia{gpu.Minor}")).Concat(["nvidiactl", "nvidia-uvm"])
            .Select(name => Path.Combine(paths.Devices, name)),
    ];

    public void Dispose() => _log.Dispose();

    /// <summary>One question at a time: one that the driver does not answer holds a thread, and must not hold ever more.</summary>
    private Task<GpuSight> Asking()
    {
        lock (_gate)
        {
            return _asking is { IsCompleted: false } pending ? pending : _asking = AskAsync();
        }
    }

    private async Task<GpuSight> AskAsync()
    {
        // The reads below cannot be called off, so that they are made on a thread that nobody waits for without end.
        await Task.Yield();
        return _known = new GpuSight { Driver = Driver(), Gpus = Gpus() };
    }

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
