using DePin.Attestation;

namespace DePin.Scheduler.Placing;

/// <summary>One node's answer to one job: empty when it would take it.</summary>
internal sealed record NodeVerdict(Address Node, IReadOnlyList<Rejection> Reasons);
