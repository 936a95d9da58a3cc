using DePin.Protocol.Wire;

namespace DePin.Scheduler.Engine;

/// <summary>A node's long poll that waits for something to say.</summary>
/// <param name="Since">Monotonic time of its arrival.</param>
internal sealed record ParkedSync(Ticket<SyncReply> Ticket, IReadOnlyList<HeldLease> Holding, TimeSpan Since);
