using System.Text.Encodings.Web;

namespace DePin.Attestation.Json;

/// <summary>
/// Refuses a string with a lone surrogate. The serialiser's own encoders write U+FFFD in its place, and then two values would share a
/// digest.
/// </summary>
internal sealed class UnicodeOnlyEncoder : JavaScriptEncoder
{
    public static readonly UnicodeOnlyEncoder Instance = new();

    private UnicodeOnlyEncoder()
    {
    }

    public override int MaxOutputCharactersPerInputCharacter => UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar);

    /// <summary>The writer asks this of each whole string before it writes it.</summary>
    /// <exception cref="ArgumentException">A surrogate has no partner.</exception>
    // SAFETY: the writer passes a string and its length; both go into a span at once.
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        ReadOnlySpan<char> remaining = new(text, textLength);
        while (remaining.IndexOfAnyInRange('\ud800', '\udfff') is >= 0 and int at)
        {
            if (at + 1 >= remaining.Length || !char.IsSurrogatePair(remaining[at], remaining[at + 1]))
            {
                throw new ArgumentException("a string holds a lone surrogate, which is not Unicode");
            }

            remaining = remaining[(at + 2)..];
        }

        return UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncode(text, textLength);
    }

    // SAFETY: handed on as it came.
    public override unsafe bool TryEncodeUnicodeScalar(
        int unicodeScalar,
        char* buffer,
        int bufferLength,
        out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
