using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DePin.Attestation.Tests.Json;

/// <summary>Arbitrary JSON values, and one of the many texts that each can be written as.</summary>
internal static class RandomJson
{
    private static readonly string[] Words = ["", "a", "A", "aa", "é", "€", "😀", "\ufb33", "\n\"\\", "\u0001", "z/<&"];

    public static JsonNode? Next(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create(random.Next(-1_000_000, 1_000_000)),
        3 => JsonValue.Create(Math.Round((random.NextDouble() - 0.5) * 1e6, random.Next(10))),
        4 => JsonValue.Create(Word(random)),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Next(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(6))
            .Select(_ => KeyValuePair.Create(Word(random), Next(random, depth - 1)))
            .DistinctBy(member => member.Key)),
    };

    /// <summary>With members shuffled, some characters escaped, and white space anywhere.</summary>
    public static string Write(JsonNode? value, Random random)
    {
        StringBuilder text = new();
        Write(value, random, text);
        return text.ToString();
    }

    private static void Write(JsonNode? value, Random random, StringBuilder text)
    {
        Space(random, text);
        switch (value)
        {
            case JsonObject members:
                KeyValuePair<string, JsonNode?>[] shuffled = [.. members];
                random.Shuffle(shuffled);
                List(shuffled, '{', '}', random, text, member =>
                {
                    Space(random, text);
                    Quote(member.Key, random, text);
                    Space(random, text);
                    text.Append(':');
                    Write(member.Value, random, text);
                });
                break;
            case JsonArray items:
                List(items, '[', ']', random, text, item => Write(item, random, text));
                break;
            case JsonValue single when single.GetValueKind() == JsonValueKind.String:
                Quote(single.GetValue<string>(), random, text);
                break;
            default:
                text.Append(value?.ToJsonString() ?? "null");
                break;
        }

        Space(random, text);
    }

    private static void List<T>(IEnumerable<T> items, char open, char close, Random random, StringBuilder text, Action<T> write)
    {
        text.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            text.Append(first ? "" : ",");
            first = false;
            write(item);
        }

        Space(random, text);
        text.Append(close);
    }

    private static void Quote(string word, Random random, StringBuilder text)
    {
        text.Append('"');
        foreach (char c in word)
        {
            bool escaped = c < ' ' || c is '"' or '\\' || random.Next(3) == 0 || char.IsSurrogate(c);
            text.Append(escaped ? $"\\u{(int)c:x4}" : c.ToString());
        }

        text.Append('"');
    }

    private static void Space(Random random, StringBuilder text) => text.Append(" \t\r\n".AsSpan(0, random.Next(5)));

    private static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Words[random.Next(Words.Length)]));
}
