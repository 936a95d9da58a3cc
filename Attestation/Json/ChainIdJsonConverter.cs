using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Attestation.Json;

/// <summary>
/// A chain id: written as a number, because <c>viem</c> leaves a string out of the domain; so it must be one that JavaScript does not
/// round.
/// </summary>
public sealed class ChainIdJsonConverter : JsonConverter<ulong>
{
    /// <summary>2^53 − 1, JavaScript's Number.MAX_SAFE_INTEGER.</summary>
    public const ulong Max = (1UL << 53) - 1;

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Check(UInt64JsonConverter.ReadDecimal(ref reader));

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) => writer.WriteNumberValue(Check(value));

    private static ulong Check(ulong value) =>
        value <= Max ? value : throw new JsonException($"chain id {value} is above 2^53 − 1, which JSON readers round");
}
