using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Attestation.Json;

/// <summary>A SHA-256 digest as in-toto and <c>sha256sum</c> write it: 64 lower-case hexadecimal digits, no prefix.</summary>
public sealed class BareHexJsonConverter : JsonConverter<Hash32>
{
    public override Hash32 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"expected a string of {2 * Hash32.Size} hexadecimal digits, found {reader.TokenType}");
        }

        string text = reader.GetString()!;
        return Hash32.TryParse("0x" + text, null, out Hash32 value) && !text.AsSpan().ContainsAnyInRange('A', 'F')
            ? value
            : throw new JsonException($"expected {2 * Hash32.Size} lower-case hexadecimal digits without 0x, found {HexText.Quote(text)}");
    }

    public override void Write(Utf8JsonWriter writer, Hash32 value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString().AsSpan(2));
}
