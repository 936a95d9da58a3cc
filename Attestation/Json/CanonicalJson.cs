using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DePin.Attestation.Json;

/// <summary>The one byte sequence that a JSON value has for hashing: JSON Canonicalization Scheme, RFC 8785.</summary>
/// <remarks>
/// Members sorted by the UTF-16 code units of their names, no white space, the fewest escapes, numbers as ECMAScript writes a double.
/// Stricter than the RFC in one place: an integer that a double does not hold is refused where the RFC rounds it, because two values must
/// never share a digest.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>Deepest nesting of arrays and objects that is accepted.</summary>
    public const int MaxDepth = 64;

    /// <summary>2^53 − 1, the largest whole number that every reader of JSON keeps exactly (RFC 7493 §2.2).</summary>
    public const long MaxExactInteger = (1L << 53) - 1;

    private static readonly JsonReaderOptions Strict = new()
    {
        MaxDepth = MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical bytes of <paramref name="value"/>.</summary>
    /// <exception cref="JsonException">
    /// It holds what canonical JSON cannot: NaN, an infinity, an integer that a double rounds, a lone surrogate.
    /// </exception>
    public static byte[] Serialize<T>(T value, JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> text = new();
        try
        {
            using Utf8JsonWriter writer = new(text, new JsonWriterOptions { Encoder = UnicodeOnlyEncoder.Instance });
            JsonSerializer.Serialize(writer, value, type);
        }
        catch (ArgumentException refusal)
        {
            // The writer's word for NaN, infinities and lone surrogates.
            throw new JsonException($"cannot be written as canonical JSON: {refusal.Message}", refusal);
        }

        return Canonicalize(text.WrittenSpan);
    }

    /// <summary>SHA-256 of <see cref="Serialize"/>: <c>specDigest</c>, <c>capacityDigest</c>.</summary>
    /// <exception cref="JsonException">As <see cref="Serialize"/>.</exception>
    public static Hash32 Digest<T>(T value, JsonTypeInfo<T> type) => Hash32.Sha256(Serialize(value, type));

    /// <summary>The canonical form of one JSON text.</summary>
    /// <exception cref="JsonException">
    /// Not JSON, a member twice, a lone surrogate, deeper than <see cref="MaxDepth"/>, or a number out of range.
    /// </exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, Strict);
        ArrayBufferWriter<byte> output = new();
        reader.Read();
        WriteValue(ref reader, output);
        // Reads past the value, which throws when anything but white space follows.
        reader.Read();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteValue(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, output);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, output);
                break;
            case JsonTokenType.String:
                WriteString(Text(ref reader), output);
                break;
            case JsonTokenType.Number:
                output.Write(Encoding.ASCII.GetBytes(CanonicalNumber.Format(reader.ValueSpan)));
                break;
            default:
                // true, false and null are their own canonical form.
                output.Write(reader.ValueSpan);
                break;
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        SortedDictionary<string, byte[]> members = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = Text(ref reader);
            reader.Read();
            ArrayBufferWriter<byte> value = new();
            WriteValue(ref reader, value);
            if (!members.TryAdd(name, value.WrittenSpan.ToArray()))
            {
                throw new JsonException($"member {HexText.Quote(name)} is there twice, before byte {reader.BytesConsumed}");
            }
        }

        WriteByte('{', output);
        bool first = true;
        foreach ((string name, byte[] value) in members)
        {
            if (!first)
            {
                WriteByte(',', output);
            }

            first = false;
            WriteString(name, output);
            WriteByte(':', output);
            output.Write(value);
        }

        WriteByte('}', output);
    }

    private static void WriteArray(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        WriteByte('[', output);
        bool first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!first)
            {
                WriteByte(',', output);
            }

            first = false;
            WriteValue(ref reader, output);
        }

        WriteByte(']', output);
    }

    /// <summary>ECMAScript's QuoteJSONString (RFC 8785 §3.2.2.2): only what must be escaped is, the rest is UTF-8 as it stands.</summary>
    private static void WriteString(string text, ArrayBufferWriter<byte> output)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\t' => quoted.Append("\\t"),
                '\n' => quoted.Append("\\n"),
                '\f' => quoted.Append("\\f"),
                '\r' => quoted.Append("\\r"),
                < ' ' => quoted.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        output.Write(StrictUtf8.GetBytes(quoted.Append('"').ToString()));
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException refusal)
        {
            string place = $"the string before byte {reader.BytesConsumed}";
            throw new JsonException($"{place} is not Unicode: a lone surrogate or broken UTF-8", refusal);
        }
    }

    private static void WriteByte(char ascii, ArrayBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = (byte)ascii;
        output.Advance(1);
    }
}
