using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Owner;

/// <summary>The JSON of the owner's socket and of <c>--json</c>: camel case, enums as text, absent values left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(OwnerAttempt))]
[JsonSerializable(typeof(DrainOrder))]
[JsonSerializable(typeof(OwnerRefusal))]
[JsonSerializable(typeof(PruneOrder))]
[JsonSerializable(typeof(PruneReport))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(IReadOnlyList<OwnerAttempt>))]
[JsonSerializable(typeof(IReadOnlyList<OwnerAttestation>))]
public sealed partial class OwnerJson : JsonSerializerContext
{
    /// <summary>The same, on several lines: for answers that people may look at.</summary>
    public static OwnerJson Indented => field ??= new OwnerJson(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
