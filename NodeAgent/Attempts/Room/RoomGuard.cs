namespace DePin.NodeAgent.Attempts.Room;

/// <summary>
/// The last line of the machine's disk: whatever a job hides from the meter, and whatever else fills the disk, is missed here. Looks,
/// decides (<see cref="RoomPlan"/>), and orders one job at a time to stop.
/// </summary>
internal sealed partial class RoomGuard(Workbench bench, Action changed, ILogger<RoomGuard> logger)
{
    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            while (true)
            {
                Look();
                await Task.Delay(bench.Rules.WatchRoomEvery, bench.Time, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private void Look()
    {
        if (bench.Room.Read() is not { } now)
        {
            return;
        }

        IReadOnlyList<RoomTenant> tenants = RoomTenants.Of(bench);
        bench.Room.Keep(tenants.Select(tenant => tenant.Id).ToHashSet());
        RoomState state = RoomPlan.Decide(now, bench.Room.Reserve, tenants);
        if (bench.Room.Set(state))
        {
            Log.Changed(logger, state);
            changed();
        }

        if (state is RoomState.Full { Suspect: { } suspect, Reason: var reason })
        {
            Log.Stops(logger, suspect.Short, reason);
            bench.Journal.OrderStop(suspect, new StopOrder(
                StopCause.Room, $"The machine's disk was almost full ({reason}), and the job was stopped to make room",
                bench.Time.Milliseconds(), bench.Room.WithSpool(now)));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The room on the disk changed: {State}")]
        public static partial void Changed(ILogger logger, RoomState state);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} was stopped to make room on the disk: {Reason}")]
        public static partial void Stops(ILogger logger, string attempt, string reason);
    }
}
