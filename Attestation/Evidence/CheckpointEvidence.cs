using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Evidence;

/// <param name="At">Unix seconds.</param>
/// <param name="Digest">SHA-256 of the checkpoint's manifest.</param>
/// <param name="Bytes">Size of all its files.</param>
public sealed record CheckpointEvidence(long At, [property: JsonConverter(typeof(BareHexJsonConverter))] Hash32 Digest, long Bytes);
