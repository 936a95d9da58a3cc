using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Attestation;

/// <summary>JSON for a value type that has one text form: reads through its <c>TryParse</c>, writes its <c>ToString</c>.</summary>
/// <remarks>
/// Apply with <c>[JsonConverter(typeof(TextJsonConverter&lt;T&gt;))]</c>. A refused value is a <see cref="JsonException"/> that says what
/// <c>Parse</c> says, so a type explains a refusal in one place.
/// </remarks>
public sealed class TextJsonConverter<T> : JsonConverter<T>
    where T : struct, ISpanParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"expected a string that holds a {typeof(T).Name}, found {reader.TokenType}");
        }

        return Parse(reader.GetString()!);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString()!);

    private static T Parse(string text)
    {
        if (T.TryParse(text, null, out T value))
        {
            return value;
        }

        try
        {
            return T.Parse(text, null);
        }
        catch (FormatException refusal)
        {
            throw new JsonException(refusal.Message, refusal);
        }
    }
}
