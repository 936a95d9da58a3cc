using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace DePin.Attestation.Json;

/// <summary>What the serializer found wrong, told by the message: <c>ackCommand is null, expected a whole number below 2^63</c>.</summary>
/// <remarks>The serializer itself speaks of types of .NET, which the sender does not know, and leaves the value out.</remarks>
internal static partial class JsonFault
{
    private const int MaxShown = 60;

    public static string Describe(Exception fault, ReadOnlySpan<byte> utf8, JsonTypeInfo type)
    {
        if (fault.InnerException is JsonException syntax)
        {
            return $"not JSON: {FirstSentence(syntax.Message)}, at line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine + 1}";
        }

        // A list entry without its kind is a type that cannot be made: NotSupportedException, the path only in its text.
        string path = (fault as JsonException)?.Path ?? PathInText().Match(fault.Message).Groups[1].Value;
        string name = path.TrimStart('$').TrimStart('.') is { Length: > 0 } inner ? inner : "the message";
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        (JsonElement value, JsonTypeInfo? expected) = Walk(document.RootElement, type, path);
        return OfMembers(fault.Message, name) ?? (fault.InnerException is FormatException refusal && JsonForm.Of(expected) == JsonForm.Text
            ? $"{name}: {refusal.Message}"
            : OfValue(fault.Message, name, value, expected));
    }

    /// <summary>A member that is missing, unknown or there twice: only the serializer's text names it.</summary>
    private static string? OfMembers(string message, string name)
    {
        string member = Shortened(FirstQuoted().Match(message).Groups[1].Value);
        string owner = name == member ? "the message"
            : name.EndsWith("." + member, StringComparison.Ordinal) ? name[..^(member.Length + 1)] : name;
        return message switch
        {
            _ when Missing().Match(message) is { Success: true } missing => $"{name} lacks {missing.Groups[1].Value.Replace("'", "")}",
            _ when message.StartsWith("Duplicate", StringComparison.Ordinal) => $"{owner} has {member} twice",
            _ when message.Contains("could not be mapped", StringComparison.Ordinal) => $"{owner} has the unknown member {member}",
            _ => null,
        };
    }

    private static string OfValue(string message, string name, JsonElement value, JsonTypeInfo? expected)
    {
        if (expected?.PolymorphismOptions is { } kinds && value.ValueKind == JsonValueKind.Object)
        {
            string key = kinds.TypeDiscriminatorPropertyName;
            string known = string.Join(", ", kinds.DerivedTypes.Select(kind => kind.TypeDiscriminator));
            return value.TryGetProperty(key, out JsonElement kind)
                ? $"{name}.{key} is {Shown(kind)}, expected as the first member one of {known}"
                : $"{name} lacks {key}, one of {known}";
        }

        string form = JsonForm.Of(expected);
        bool isSerializers = Serializers.Any(mark => message.Contains(mark, StringComparison.Ordinal));
        return isSerializers || (form == JsonForm.Text && value.ValueKind != JsonValueKind.String)
            ? $"{name} is {Shown(value)}, expected {form}"
            : $"{name} is {Shown(value)}: {message}";
    }

    /// <summary>What the serializer's own sentences have in them, and ours have not.</summary>
    private static readonly string[] Serializers =
        ["could not be converted", "type '", ".NET", "nullability", "discriminator", "supported format"];

    /// <summary>The value at a path such as <c>$.holding[0].phase</c>, and what type it should have.</summary>
    private static (JsonElement Value, JsonTypeInfo? Type) Walk(JsonElement value, JsonTypeInfo? type, string path)
    {
        foreach (Match step in Steps().Matches(path))
        {
            string key = step.Groups["key"].Value;
            if (step.Groups["index"] is { Success: true } index)
            {
                value = value[int.Parse(index.ValueSpan, System.Globalization.CultureInfo.InvariantCulture)];
                type = type?.ElementType is { } element ? JsonForm.InfoOf(element, type) : null;
            }
            else if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(key, out JsonElement member))
            {
                value = member;
                type = JsonForm.MemberOf(type, key);
            }
            else
            {
                return (value, type);
            }
        }

        return (value, type);
    }

    private static string Shown(JsonElement value)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        return Shortened(Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 4 * MaxShown)]));
    }

    private static string Shortened(string text)
    {
        string cut = text.Length > MaxShown ? text[..MaxShown] + "…" : text;
        return string.Concat(cut.Select(one => char.IsControl(one) || char.IsSurrogate(one) ? '?' : one));
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }

    [GeneratedRegex(@" Path: (\S+)")]
    private static partial Regex PathInText();

    [GeneratedRegex(@"\.(?<key>[^.\[\]]+)|\[(?<index>\d+)\]|\['(?<key>[^']*)'\]")]
    private static partial Regex Steps();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex FirstQuoted();

    [GeneratedRegex("missing required properties including: ([^.]*)")]
    private static partial Regex Missing();
}
