using System.Diagnostics;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts;

/// <summary>From what the engine reports to what befell the attempt.</summary>
internal static class Incidents
{
    /// <summary>Linux's ENOSPC as .NET carries it in an <see cref="IOException"/>.</summary>
    private const int NoSpaceLeft = 28;

    /// <summary>
    /// What an engine says of a pull may hold what an address answered that only this machine reaches: the owner reads it, others a
    /// sentence that is the same for every registry.
    /// </summary>
    public static Incident Of(PullOutcome outcome) => outcome switch
    {
        PullOutcome.NotFound { Reason: var reason } =>
            new Incident.ImageNotFound(reason) { Shown = "the registry has no such repository, tag or digest" },
        PullOutcome.Denied { Reason: var reason } =>
            new Incident.ImageDenied(reason) { Shown = "it wants credentials that the node has not" },
        PullOutcome.Forbidden { Reason: var reason } =>
            new Incident.ImageDenied(reason)
            {
                Shown = "the node asks no registry at an address that is not public unless its owner allows it",
            },
        PullOutcome.BadDigest { Reason: var reason } => new Incident.ImageCorrupt(reason) { Shown = "the bytes do not have its digest" },
        PullOutcome.WrongPlatform { Reason: var reason } =>
            new Incident.ImageWrongPlatform(reason) { Shown = "the registry has none for the node's system and processor" },
        PullOutcome.Unreachable { Reason: var reason } =>
            new Incident.RegistryUnreachable(reason) { Shown = "no connection, or no answer that a registry gives" },
        PullOutcome.TooLarge { Reason: var reason } => new Incident.ImageTooLarge(reason) { Shown = reason },
        PullOutcome.NoRoom { Reason: var reason } => new Incident.HostDiskFull(reason) { Shown = reason },
        PullOutcome.DiskFull { Reason: var reason } => new Incident.HostDiskFull(reason) { Shown = "the image does not fit" },
        PullOutcome.Failed { Reason: var reason } =>
            new Incident.EngineFailed(reason) { Shown = "it could not pull the image; the node's owner can read why" },
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
