using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DePin.Attestation.Json;

/// <summary>Reads JSON from outside. What is refused is refused in the words of the message, never in those of our code.</summary>
public static class JsonMessage
{
    /// <exception cref="JsonException">
    /// Not JSON, or not this message. Says where, the value that is there (shortened), and what is expected.
    /// </exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new JsonException("expected an object");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw new JsonException(JsonFault.Describe(fault, utf8, type), fault);
        }
    }
}
