using System.Globalization;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Disk;

/// <summary>
/// Measures what a container holds on the disk: the names in its writable layer, the files that the engine
/// mounts into it, and the files that lost their name and are still held
/// by its processes as descriptor, mapping or program. What a socket in flight, a ring of io_uring or a thread with a table of its own
/// holds is not seen here; the guard of the room is there for that (<c>RoomGuard</c>).
/// </summary>
internal sealed class LayerMeter(FindProgram find)
{
    /// <summary>The most names that are counted; no job may have more.</summary>
    public const int MaxNames = 4 << 20;

    /// <summary>Processes that are looked at, as many as a job may have; a job of more is looked at from another one each time.</summary>
    private const int MaxProcesses = ContainerLimits.DefaultPids;

    /// <summary>Nameless files that are added up at a time.</summary>
    private const int MaxNameless = 1 << 16;

    /// <summary>Of a file system, as most have it.</summary>
    private const int BlockBytes = 4096;

    private static readonly TimeSpan _namedLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _namelessLimit = TimeSpan.FromSeconds(2);

    /// <summary>Null where the layer is not on this machine, or may not be read by this user: then the engine is asked.</summary>
    public async Task<(long Bytes, long Names)?> NamedAsync(ContainerInfo container, CancellationToken token)
    {
        if (container.GraphDriver?.UpperDirectory is not { } upper || !Directory.Exists(upper))
        {
            return null;
        }

        // The layer's own directory is the engine's.
        FileTally tally = await TallyAsync([upper, "-mindepth", "1"], _namedLimit, MaxNames + 1, _ => true, token);
        return (tally.Bytes + await MountedAsync(container, token), tally.Names);
    }

    /// <summary>
    /// What the job wrote into <c>/etc/hosts</c> and the like: they look like its own and lie beside its layer. The first block of each is
    /// the engine's.
    /// </summary>
    private async Task<long> MountedAsync(ContainerInfo container, CancellationToken token)
    {
        if (container.MountedFiles is not { Count: > 0 } files)
        {
            return 0;
        }

        long bytes = 0;
        await foreach (FoundFile found in find.RunAsync([.. files, "-maxdepth", "0"], _namelessLimit, token))
        {
            bytes += Math.Max(0, found.Bytes - BlockBytes);
        }

        return bytes;
    }

    /// <summary>0 where the processes may not be looked at.</summary>
    public async Task<long> NamelessAsync(ContainerInfo container, CancellationToken token)
    {
        if (container.State.Pid <= 0 || await ProcessesAsync(container, token) is not { Length: > 0 } processes)
        {
            return 0;
        }

        string root = string.Create(CultureInfo.InvariantCulture, $"/proc/{container.State.Pid}/root");
        ulong? device = null;
        await foreach (FoundFile found in find.RunAsync(["-L", root, "-maxdepth", "0"], _namelessLimit, token))
        {
            device = found.Device;
        }

        // Memory files and what lies in tmpfs count as memory; a process that was one of the container's may be the host's by now.
        string[] places = [.. processes.SelectMany(it => new[] { $"/proc/{it}/fd", $"/proc/{it}/map_files", $"/proc/{it}/exe" })];
        FileTally tally = await TallyAsync(
            ["-L", .. places, "-maxdepth", "1", "-links", "0"], _namelessLimit, MaxNameless, it => it.Device == device, token);
        return tally.Bytes;
    }

    private async Task<FileTally> TallyAsync(
        IReadOnlyList<string> arguments, TimeSpan limit, long most, Func<FoundFile, bool> counts, CancellationToken token)
    {
        FileTally tally = new();
        await foreach (FoundFile found in find.RunAsync(arguments, limit, token))
        {
            if (counts(found))
            {
                tally.Add(found);
            }

            if (tally.Names >= most)
            {
                break;
            }
        }

        return tally;
    }

    /// <summary>From one of them on, another each time.</summary>
    private static async Task<string[]> ProcessesAsync(ContainerInfo container, CancellationToken token)
    {
        try
        {
            if (await ContainerCgroup.FindAsync(container, "pids", token) is not { } folder)
            {
                return [];
            }

            string[] all = await File.ReadAllLinesAsync(Path.Combine(folder, "cgroup.procs"), token);
            int first = Random.Shared.Next(Math.Max(1, all.Length));
            return [.. all[first..].Concat(all[..first]).Take(MaxProcesses)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
