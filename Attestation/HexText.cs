namespace DePin.Attestation;

/// <summary>The one place that turns <c>0x…</c> text into bytes of an exact length and back (lower case, always prefixed).</summary>
internal static class HexText
{
    public static string Format(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>False unless <paramref name="text"/> is <c>0x</c> followed by exactly two digits for each byte of <paramref name="bytes"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != 2 + (2 * bytes.Length) || text[0] != '0' || (text[1] | 0x20) != 'x')
        {
            return false;
        }

        return Convert.FromHexString(text[2..], bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == bytes.Length;
    }
}
