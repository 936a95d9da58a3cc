using DePin.Attestation;

namespace DePin.Scheduler.Placing;

/// <summary>Where a job goes, and which GPUs it gets there.</summary>
internal sealed record PlacementChoice(Address Node, IReadOnlyList<string> Gpus);
