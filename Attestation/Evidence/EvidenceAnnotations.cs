using System.Text.Json.Serialization;

namespace DePin.Attestation.Evidence;

/// <param name="Size">Bytes.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvidenceAnnotations(long Size);
