using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Benchmark.Proof.Transcripts;

/// <summary>Bytes in the one base64 text that they have: no white space, and no bits that mean nothing.</summary>
internal sealed class CanonicalBase64Converter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out byte[]? bytes))
        {
            throw new JsonException($"expected a string of base64, found {reader.TokenType}");
        }

        return Convert.ToBase64String(bytes) == reader.GetString()
            ? bytes
            : throw new JsonException("expected base64 with padding and nothing between its digits");
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Span);
}
