using System.Text.Json.Serialization;

namespace DePin.Benchmark.Proof.Transcripts;

/// <summary>JSON of proofs, as strict as what is signed. No member is a list, so that a file's size bounds what reading it takes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(SignedChallenge))]
[JsonSerializable(typeof(ProofTranscript))]
internal sealed partial class ProofJson : JsonSerializerContext
{
    /// <summary>Nothing in a transcript is deeper.</summary>
    public const int MaxDepth = 8;
}
