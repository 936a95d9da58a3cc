using System.Globalization;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Kernel;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// Watches the kernel's count of a container's refused forks, the cgroup file <c>pids.events</c>. It goes with the container, and so may a
/// program that was refused one: hence the short looks when the container nears its limit, and the kernel's log when it is gone.
/// Source: https://docs.kernel.org/admin-guide/cgroup-v2.html#pid
/// </summary>
internal sealed class ForkWatch(string kernelLog, TimeProvider time) : IDisposable
{
    private const int NearsLimit = 64;
    private static readonly TimeSpan _calm = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _near = TimeSpan.FromMilliseconds(10);

    private readonly KernelLog<ForkRefusal> _log = new(kernelLog, time, (message, _) => ForkRefusal.Read(message));

    /// <summary>True when a fork was refused; false at the container's end, or where neither files nor log can be read from here.</summary>
    public async Task<bool> RefusedAsync(ContainerInfo container, CancellationToken token)
    {
        try
        {
            return await ContainerCgroup.FindAsync(container, "pids", token) is { } folder && await WatchAsync(folder, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return WasRefused(container);
        }
    }

    /// <summary>Of a container that has ended, by the kernel's log.</summary>
    public bool WasRefused(ContainerInfo container) =>
        _log.Read().Any(refusal => refusal.ControlGroup.Contains(container.Id, StringComparison.Ordinal));

    public void Dispose() => _log.Dispose();

    private async Task<bool> WatchAsync(string folder, CancellationToken token)
    {
        long limit = Number(folder, "pids.max");
        while (Number(folder, "pids.events") == 0)
        {
            bool near = Number(folder, "pids.current") * NearsLimit > limit;
            await Task.Delay(near ? _near : _calm, time, token);
        }

        return true;
    }

    /// <summary>The last word of the file; "max" is no limit.</summary>
    private static long Number(string folder, string file)
    {
        string word = File.ReadAllText(Path.Combine(folder, file)).Split(' ', '\n').Last(it => it.Length > 0);
        return word == "max" ? long.MaxValue : long.Parse(word, CultureInfo.InvariantCulture);
    }
}
