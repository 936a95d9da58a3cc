using System.Globalization;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>Pure: from what is free to whether work is welcome and which job has to go.</summary>
public static class RoomPlan
{
    public static RoomState Decide(RoomReading now, RoomReserve reserve, IReadOnlyCollection<RoomTenant> tenants)
    {
        if (now.FreeBytes < reserve.Bytes || now.FreeFiles < reserve.Files)
        {
            return new RoomState.Full($"{Free(now)}, less than the {Kept(reserve)} that stay free", Suspect(tenants));
        }

        return Beyond(now, reserve, tenants) < 0
            ? new RoomState.Short(string.Create(
                CultureInfo.InvariantCulture,
                $"{Free(now)}, of which {Kept(reserve)} stay free, and {Promised(tenants)} bytes are promised to the jobs that are here"))
            : new RoomState.Ample();
    }

    /// <summary>Bytes that are neither kept nor promised: what an image may take. Below 0: not every promise can be kept.</summary>
    public static long Beyond(RoomReading now, RoomReserve reserve, IReadOnlyCollection<RoomTenant> tenants) =>
        now.FreeBytes - reserve.Bytes - Promised(tenants);

    /// <summary>
    /// One at a time, until there is room again. Nobody while an image is pulled: the pull ends by itself, and gives back what it took
    /// (<see cref="Images.PullPlan"/>). First who is seen to hold files without a name, the most first; then who came last: there
    /// was room before it, and it loses the least. Whose doing it was is measured afterwards (<see cref="HiddenDisk"/>).
    /// </summary>
    private static AttemptId? Suspect(IReadOnlyCollection<RoomTenant> tenants) => tenants.Any(tenant => tenant.Leaving || tenant.Pulls)
        ? null
        : tenants
            .Where(tenant => tenant.StartedAt is not null)
            .OrderByDescending(tenant => tenant.Measured.NamelessBytes)
            .ThenByDescending(tenant => tenant.StartedAt)
            .Select(tenant => (AttemptId?)tenant.Id)
            .FirstOrDefault();

    private static long Promised(IReadOnlyCollection<RoomTenant> tenants) => tenants.Sum(tenant => tenant.PromisedBytes);

    private static string Free(RoomReading now) => Text(now.FreeBytes, now.FreeFiles, "free");

    private static string Kept(RoomReserve reserve) => Text(reserve.Bytes, reserve.Files, "");

    private static string Text(long bytes, long? files, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{bytes} bytes{(files is { } count ? $" and {count} files" : "")} {what}").TrimEnd();
}
