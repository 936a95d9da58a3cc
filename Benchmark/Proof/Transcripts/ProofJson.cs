using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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

    /// <param name="what">What it must be, with its article, for the message.</param>
    /// <exception cref="JsonException">Too long, not JSON, or not that; the message says what and where.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, int maxBytes, string what)
    {
        if (utf8.Length > maxBytes)
        {
            throw new JsonException($"{what} has at most {maxBytes} bytes, this has {utf8.Length}");
        }

        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new JsonException($"it is null, and not {what}");
        }
        catch (NotSupportedException refusal)
        {
            // The serializer's word for a message that does not say of which proof it is.
            throw new JsonException(refusal.Message, refusal);
        }
    }
}
