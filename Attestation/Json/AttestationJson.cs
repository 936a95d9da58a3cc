using System.Text.Json.Serialization;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Json;

/// <summary>
/// JSON of what is signed and of what travels with it. Strict: a member twice, a missing one and a null where none may be are errors.
/// </summary>
/// <remarks>
/// Unknown members are refused by each signed type itself, so that they are refused inside another project's messages too.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(Eip712Domain))]
[JsonSerializable(typeof(WorkAttestation))]
[JsonSerializable(typeof(CapacityStatement))]
[JsonSerializable(typeof(NodeLogin))]
[JsonSerializable(typeof(ClaimTo))]
[JsonSerializable(typeof(AttestationEnvelope))]
[JsonSerializable(typeof(EvidenceStatement))]
[JsonSerializable(typeof(IReadOnlyList<OutputEntry>))]
public sealed partial class AttestationJson : JsonSerializerContext
{
    /// <summary>Nothing that we sign is deeper.</summary>
    public const int MaxDepth = 32;
}
