using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>A GPU that could be asked now: its node is there, nothing runs on it, and it is not being asked already.</summary>
/// <param name="Owner">Whose it is: challenges to one owner's GPUs go out together.</param>
/// <param name="Slot">Its place in the node's capacity.</param>
/// <param name="Known">What is known of it; null for one that was never asked.</param>
internal sealed record AuditCandidate(Address Owner, Address Node, uint Slot, GpuCapacity Gpu, GpuRow? Known);
