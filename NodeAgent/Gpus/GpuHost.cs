using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Kernel;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// What this machine says about its NVIDIA GPUs without asking the driver's libraries: its files under <c>/proc</c> and its messages in the
/// kernel's log. Safe for use by several threads.
/// </summary>
public sealed class GpuHost(GpuPaths paths, TimeProvider time) : IDisposable
{
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
        [.. HostSightReader.NodesOf(gpus).Select(name => Path.Combine(paths.Devices, name))];

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
        HostSight host = HostSightReader.Read(paths);
        return _known = new GpuSight { Driver = host.Driver, Gpus = host.Gpus, Host = host };
    }
}
