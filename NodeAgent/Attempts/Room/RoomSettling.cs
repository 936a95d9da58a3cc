namespace DePin.NodeAgent.Attempts.Room;

/// <summary>
/// Waits until the disk gives back nothing more of what was let go of. Some file systems take their time (XFS within a second of the last
/// close), and so does an engine that drops a pull.
/// </summary>
internal sealed class RoomSettling(Workbench bench)
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(250);
    private const int CalmLooks = 4;
    private const int MostLooks = 40;

    /// <param name="before">As it was.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>The most that was free, with the spool beside it; null where the disk cannot be read.</returns>
    public async Task<RoomReading?> AfterAsync(RoomReading before, CancellationToken token)
    {
        RoomReading most = before;
        int calm = 0;
        for (int look = 0; look < MostLooks && calm < CalmLooks; look++)
        {
            if (bench.Room.Read() is not { } now)
            {
                return null;
            }

            bool grew = now.FreeBytes > most.FreeBytes || now.FreeFiles > most.FreeFiles;
            calm = grew ? 0 : calm + 1;
            most = grew ? bench.Room.WithSpool(now) : most;
            await Task.Delay(_between, bench.Time, token);
        }

        return most;
    }
}
