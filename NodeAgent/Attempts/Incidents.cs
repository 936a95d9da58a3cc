using System.Diagnostics;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts;

/// <summary>From what the engine reports to what befell the attempt.</summary>
internal static class Incidents
{
    /// <summary>Linux's ENOSPC as .NET carries it in an <see cref="IOException"/>.</summary>
    private const int NoSpaceLeft = 28;

    public static Incident Of(PullOutcome outcome) => outcome switch
    {
        PullOutcome.NotFound { Reason: var reason } => new Incident.ImageNotFound(reason),
        PullOutcome.Denied { Reason: var reason } => new Incident.ImageDenied(reason),
        PullOutcome.BadDigest { Reason: var reason } => new Incident.ImageCorrupt(reason),
        PullOutcome.WrongPlatform { Reason: var reason } => new Incident.ImageWrongPlatform(reason),
        PullOutcome.Unreachable { Reason: var reason } => new Incident.RegistryUnreachable(reason),
        PullOutcome.DiskFull { Reason: var reason } => new Incident.HostDiskFull(reason),
        PullOutcome.Failed { Reason: var reason } => new Incident.EngineFailed(reason),
        _ => throw new UnreachableException(),
    };

    /// <param name="blame">Whose matter the refusal of a container is.</param>
    /// <param name="reason">All that was said.</param>
    /// <param name="shown">What of it others may read.</param>
    public static Incident Of(Blame blame, string reason, string? shown) => blame == Blame.Job
        ? new Incident.NotRunnable(reason) { Shown = shown }
        : new Incident.HostRefused(reason) { Shown = shown };

    public static IOException DiskFull(string message) => new(message, NoSpaceLeft);

    public static bool IsDiskFull(IOException e) => (e.HResult & 0xffff) == NoSpaceLeft;
}
