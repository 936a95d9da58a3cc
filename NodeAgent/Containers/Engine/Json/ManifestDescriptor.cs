using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>OCIDescriptor, spelt in small letters unlike the rest.</summary>
internal sealed record ManifestDescriptor([property: JsonPropertyName("digest")] string? Digest);
