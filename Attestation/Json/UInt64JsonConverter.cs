using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Attestation.Json;

/// <summary>
/// A uint64 of a signed message: written as a string of decimal digits, because JavaScript rounds a number above 2^53; read as string
/// or number.
/// </summary>
/// <remarks><c>ethers</c> and <c>viem</c> take either form for an integer field.</remarks>
public sealed class UInt64JsonConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadDecimal(ref reader);

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal static ulong ReadDecimal(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetUInt64(out ulong number)
                ? number
                : throw new JsonException("expected an integer from 0 to 2^64 − 1");
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"expected a uint64 as a number or a string of decimal digits, found {reader.TokenType}");
        }

        string text = reader.GetString()!;
        bool digits = text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && (text[0] != '0' || text.Length == 1);
        return digits && ulong.TryParse(text, out ulong value)
            ? value
            : throw new JsonException($"expected decimal digits without leading zeros, up to 2^64 − 1, found {HexText.Quote(text)}");
    }
}
