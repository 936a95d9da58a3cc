using System.Text.Json;

namespace DePin.Protocol.Wire;

/// <summary>
/// Refuses JSON with a null in an array. No array of the protocol has one, and a reader that respects nullable annotations
/// respects them for members only, so that the null would come to light as a defect of ours.
/// </summary>
public static class NullElements
{
    /// <exception cref="JsonException">There is one, or this is not JSON.</exception>
    public static void Refuse(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8);
        Stack<bool> inArray = new();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    inArray.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    inArray.Pop();
                    break;
                case JsonTokenType.Null when inArray.TryPeek(out bool isArray) && isArray:
                    throw new JsonException($"an array has a null in it, at byte {reader.TokenStartIndex}");
                default:
                    break;
            }
        }
    }
}
