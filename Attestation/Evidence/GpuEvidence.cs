namespace DePin.Attestation.Evidence;

/// <param name="Uuid">The GPU's UUID as the driver gives it.</param>
/// <param name="Model">Its product name.</param>
/// <param name="Proof">Commitment of the proof-of-GPU transcript that it last passed; null when there is none.</param>
public sealed record GpuEvidence(string Uuid, string Model, Hash32? Proof = null);
