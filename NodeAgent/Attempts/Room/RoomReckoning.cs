using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>Finds out what a job that was stopped to make room had hidden: its processes are dead, its named files still there.</summary>
internal sealed class RoomReckoning(Workbench bench)
{
    /// <summary>An order older than this was followed late (the agent was away), and others have used the disk since.</summary>
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(60);

    /// <returns>Null when it was not stopped for that, or nothing can be said.</returns>
    public async Task<HiddenDisk?> AfterAsync(Attempt attempt, ContainerName name, CancellationToken token)
    {
        if (bench.Journal.Find(attempt.Id)!.Stop is not { Cause: StopCause.Room, Room: { } before, At: var at }
            || bench.Time.Milliseconds() - at > _fresh.TotalMilliseconds
            || await new RoomSettling(bench).AfterAsync(before, token) is not { } after
            || await bench.Engine.AskAsync(it => bench.Runtime.DiskUsageAsync(name, it), token) is not { } left)
        {
            return null;
        }

        var allowed = DiskAllowance.Of(attempt.Lease.Spec.Resources.Disk);
        return new HiddenDisk(
            left.NamedBytes, after.FreeBytes - before.FreeBytes - Math.Max(0, before.SpoolBytes - after.SpoolBytes), allowed.Bytes.Bytes,
            left.Files ?? 0, after.FreeFiles - before.FreeFiles ?? 0, allowed.Files);
    }
}
