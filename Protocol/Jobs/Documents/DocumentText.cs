using System.Buffers;
using System.Text;

namespace DePin.Protocol.Jobs.Documents;

/// <summary>Turns the bytes of a job file into text, or says why they are none.</summary>
internal static class DocumentText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All controls but tab, line feed and carriage return, and the line breaks of YAML 1.1 that YAML 1.2 dropped.</summary>
    private static readonly SearchValues<char> Refused = SearchValues.Create(
        [.. Characters(0, 0x1F).Except(['\t', '\n', '\r']), .. Characters(0x7F, 0x9F), '\u2028', '\u2029']);

    /// <summary>The text without its byte order mark; null when it was refused and reported.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, ErrorLog errors)
    {
        if (bytes.Length > JobLimits.MaxDocumentBytes)
        {
            Refuse(errors, new Position(1, 1), $"the file has {bytes.Length} bytes, more than the {JobLimits.MaxDocumentBytes} allowed",
                "move data into an input, named under inputs");
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            Refuse(errors, new Position(1, 1), "the file is UTF-16", "save it as UTF-8");
            return null;
        }

        bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException invalid)
        {
            // The index counts from the start of the bytes given; the text before it is valid by definition.
            string before = Encoding.UTF8.GetString(bytes[..Math.Max(0, invalid.Index)]);
            string shown = string.Join(' ', (invalid.BytesUnknown ?? []).Select(unknown => $"0x{unknown:X2}"));
            Refuse(errors, At(before, before.Length), $"the bytes {shown} are not UTF-8", "save the file as UTF-8");
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            Refuse(errors, new Position(1, 1), "the file is empty", "write at least version, name and image");
            return null;
        }

        return text;
    }

    /// <summary>The line and column of an index into <paramref name="text"/>.</summary>
    public static Position At(ReadOnlySpan<char> text, int index)
    {
        ReadOnlySpan<char> before = text[..index];
        int lastBreak = before.LastIndexOf('\n');
        return new Position(before.Count('\n') + 1, index - lastBreak);
    }

    /// <summary>False, and reported, when the text holds characters that YAML 1.2 forbids (§5.1) or that programs disagree about.</summary>
    public static bool IsPrintable(string text, ErrorLog errors)
    {
        int index = text.AsSpan().IndexOfAny(Refused);
        if (index < 0)
        {
            return true;
        }

        string what = text[index] switch
        {
            '\0' => "a null byte",
            '\u0085' or '\u2028' or '\u2029' => $"the line break U+{(int)text[index]:X4}, which programs disagree about",
            _ => $"the control character U+{(int)text[index]:X4}",
        };
        string remedy = $"remove it, or write \"\\u{(int)text[index]:X4}\" in double quotes where it is meant";
        Refuse(errors, At(text, index), $"the file contains {what}", remedy);
        return false;
    }

    private static IEnumerable<char> Characters(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(code => (char)code);

    private static void Refuse(ErrorLog errors, Position at, string message, string remedy) => errors.Add(at, "", null, message, remedy);
}
