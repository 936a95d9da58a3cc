using DePin.NodeAgent.Containers.Contract;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>From the journal and what was measured to who shares the machine's disk.</summary>
internal static class RoomTenants
{
    public static IReadOnlyList<RoomTenant> Of(Workbench bench) =>
    [
        .. bench.Journal.Attempts.Values
            .Where(attempt => attempt.State is AttemptState.Accepted || attempt.WantsContainer)
            .Select(attempt => Of(attempt, bench.Room)),
    ];

    private static RoomTenant Of(Attempt attempt, RoomBoard room)
    {
        var allowed = DiskAllowance.Of(attempt.Lease.Spec.Resources.Disk);
        RoomTenant tenant = new(attempt.Id, allowed, room.Of(attempt.Id), null, false)
        {
            LogBytes = ContainerContract.LogBytes,
            Pulls = room.Pulls.Has(attempt.Id),
        };
        return attempt.State switch
        {
            // Its files are there until they are collected, and there will be no more of them, nor of its log.
            AttemptState.Exited => tenant with { Allowed = allowed with { Bytes = default }, LogBytes = 0 },
            AttemptState.Running running => tenant with { StartedAt = running.Start.At, Leaving = attempt.Stop is not null },
            _ => tenant,
        };
    }
}
