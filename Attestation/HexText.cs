using System.Buffers;

namespace DePin.Attestation;

/// <summary>The one place that turns <c>0x…</c> text into bytes of an exact length and back (lower case, always prefixed).</summary>
internal static class HexText
{
    private const int MaxQuoted = 80;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static string Format(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>
    /// False unless <paramref name="text"/> is <c>0x</c> followed by exactly two digits for each byte of <paramref name="bytes"/>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != 2 + (2 * bytes.Length) || text[0] != '0' || (text[1] | 0x20) != 'x')
        {
            return false;
        }

        return Convert.FromHexString(text[2..], bytes, out _, out int written) == OperationStatus.Done && written == bytes.Length;
    }

    /// <summary>
    /// Why <see cref="TryParse"/> refused <paramref name="text"/>: prefix, count of digits, or the first character that is not one.
    /// </summary>
    public static string Explain(ReadOnlySpan<char> text, int size)
    {
        string wanted = $"expected 0x and {2 * size} hexadecimal digits";
        if (text.Length < 2 || text[0] != '0' || (text[1] | 0x20) != 'x')
        {
            return $"{wanted}, found no 0x at the start of {Quote(text)}";
        }

        int wrong = text[2..].IndexOfAnyExcept(HexDigits);
        return wrong >= 0
            ? $"{wanted}, found {Quote(text.Slice(2 + wrong, 1))} at position {2 + wrong} of {Quote(text)}"
            : $"{wanted}, found {text.Length - 2} digits in {Quote(text)}";
    }

    /// <summary>The text in quotes, cut where a hostile value would fill a log.</summary>
    public static string Quote(ReadOnlySpan<char> text) => text.Length > MaxQuoted ? $"'{text[..MaxQuoted]}…'" : $"'{text}'";
}
