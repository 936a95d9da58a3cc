using System.Globalization;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// Watches the kernel's count of a container's refused forks, the cgroup file <c>pids.events</c>. It goes with the container, and so may a
/// program that was refused one: hence the short looks when the container nears its limit.
/// Source: https://docs.kernel.org/admin-guide/cgroup-v2.html#pid
/// </summary>
internal sealed class ForkWatch(TimeProvider time)
{
    private const int NearsLimit = 64;
    private static readonly TimeSpan _calm = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _near = TimeSpan.FromMilliseconds(10);

    /// <summary>True when a fork was refused; false at the container's end, or where its files cannot be read from here.</summary>
    public async Task<bool> RefusedAsync(ContainerInfo container, CancellationToken token)
    {
        try
        {
            return await ContainerCgroup.FindAsync(container, "pids", token) is { } folder && await WatchAsync(folder, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

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
