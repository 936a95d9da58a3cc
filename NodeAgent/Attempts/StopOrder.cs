using DePin.NodeAgent.Attempts.Room;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// The decision to end a job, durable before its container hears of it, so that a kill of ours is never taken for the job's
/// own end.
/// </summary>
/// <param name="Cause">The first cause stands; later ones are not recorded.</param>
/// <param name="Reason">For people.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Room">What was free when it was stopped to make room; null otherwise.</param>
public sealed record StopOrder(StopCause Cause, string Reason, long At, RoomReading? Room = null)
{
    /// <summary>What befell the job: there for a <see cref="StopCause.HostFault"/>, and null for every other cause.</summary>
    public Incident? Incident { get; init; }
}
