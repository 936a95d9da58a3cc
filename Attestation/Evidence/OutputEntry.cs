using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Evidence;

/// <summary>One regular file that a job left under its <c>outputs</c>.</summary>
/// <param name="Path">Absolute path in the container.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
/// <param name="Size">Bytes.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OutputEntry(string Path, [property: JsonConverter(typeof(BareHexJsonConverter))] Hash32 Sha256, long Size);
