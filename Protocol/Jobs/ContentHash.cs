using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol.Jobs;

/// <summary>
/// The SHA-256 by which content is named: an image manifest, an input, an output. Text form as in OCI: <c>sha256:</c> and
/// 64 lower-case digits.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<ContentHash>))]
public readonly record struct ContentHash(Hash32 Value) : ISpanParsable<ContentHash>
{
    internal const string Pattern = "^sha256:[0-9a-f]{64}$";

    private const string Prefix = "sha256:";
    private const int HexDigits = 2 * Hash32.Size;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The name of <paramref name="content"/>.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content) => new(Hash32.Sha256(content));

    public static ContentHash Parse(string text) => Parse(text, null);

    public static ContentHash Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <exception cref="FormatException">The message says what is wrong with the text and what to write instead.</exception>
    public static ContentHash Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Read(s, out ContentHash hash) is { } why ? throw new FormatException($"'{s}' {why.Message}; {why.Remedy}") : hash;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ContentHash result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ContentHash result) => Read(s, out result) is null;

    public override string ToString() => string.Concat(Prefix, Value.ToString().AsSpan(2));

    /// <summary>The reason the text is refused, or null when <paramref name="hash"/> holds it.</summary>
    internal static Refusal? Read(ReadOnlySpan<char> text, out ContentHash hash)
    {
        hash = default;
        const string remedy = "write sha256: and the 64 lower-case hexadecimal digits of the content's SHA-256";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new Refusal("does not start with sha256:", remedy);
        }

        ReadOnlySpan<char> digits = text[Prefix.Length..];
        if (digits.Length != HexDigits)
        {
            return new Refusal($"has {digits.Length} digits instead of {HexDigits}", remedy);
        }

        if (digits.ContainsAnyExcept(LowerHex))
        {
            return new Refusal("has a character that is no lower-case hexadecimal digit", remedy);
        }

        hash = new ContentHash(new Hash32(Convert.FromHexString(digits)));
        return null;
    }
}
