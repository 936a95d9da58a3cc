using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Evidence;

/// <summary>An in-toto DigestSet with the one algorithm that we use.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvidenceDigestSet([property: JsonConverter(typeof(BareHexJsonConverter))] Hash32 Sha256);
