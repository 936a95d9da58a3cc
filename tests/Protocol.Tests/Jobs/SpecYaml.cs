using System.Text;
using System.Text.Json;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>Writes JSON as YAML in block style, with a quoted scalar only where plain text would mean something else.</summary>
internal static class SpecYaml
{
    public static string Write(ReadOnlySpan<byte> json)
    {
        var yaml = new StringBuilder();
        var reader = new Utf8JsonReader(json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        Write(document.RootElement, 0, yaml);
        return yaml.ToString();
    }

    private static void Write(JsonElement element, int indent, StringBuilder yaml)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    yaml.Append('\n').Append(' ', indent).Append(property.Name).Append(':');
                    Write(property.Value, indent + 2, yaml);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    yaml.Append('\n').Append(' ', indent).Append('-');
                    Write(item, indent + 2, yaml);
                }

                break;
            case JsonValueKind.String:
                yaml.Append(' ').Append(Quote(element.GetString()!));
                break;
            default:
                yaml.Append(' ').Append(element.GetRawText());
                break;
        }
    }

    /// <summary>Single quotes for text of one line, double quotes with \U escapes for everything else.</summary>
    private static string Quote(string text)
    {
        if (text.All(c => c is > ' ' and < '\x7F' || c == ' '))
        {
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        }

        return $"\"{string.Concat(text.EnumerateRunes().Select(rune => $"\\U{rune.Value:X8}"))}\"";
    }
}
