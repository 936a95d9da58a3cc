using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using DePin.Attestation.Native;

namespace DePin.Attestation;

/// <summary>
/// A recoverable secp256k1 signature, r ‖ s ‖ v in 65 bytes as Ethereum writes it. Text form: <c>0x</c> and 130 hexadecimal digits.
/// </summary>
/// <remarks>
/// A value is always well formed: v is 27 or 28, 1 ≤ r &lt; n, 1 ≤ s ≤ n/2. High s is refused (EIP-2), so that nobody can turn one
/// signature
/// into a second one for the same digest. Well formed says nothing about who signed: <see cref="TryRecover"/> does.
/// </remarks>
[JsonConverter(typeof(TextJsonConverter<Signature>))]
public readonly record struct Signature : ISpanParsable<Signature>
{
    public const int Size = 65;

    /// <summary>v of a signature whose recovery id is 0.</summary>
    private const byte FirstV = 27;

    private readonly Hash32 _r;
    private readonly Hash32 _s;
    private readonly byte _v;

    /// <exception cref="ArgumentException">The bytes are not a well formed signature; the message says what is wrong.</exception>
    public Signature(ReadOnlySpan<byte> bytes)
    {
        if (Problem(bytes) is { } problem)
        {
            throw new ArgumentException($"not a valid Signature: {problem}", nameof(bytes));
        }

        _r = new Hash32(bytes[..32]);
        _s = new Hash32(bytes[32..64]);
        _v = bytes[64];
    }

    public Hash32 R => _r;

    public Hash32 S => _s;

    /// <summary>27 or 28.</summary>
    public byte V => _v;

    // SEC 2 §2.4.1: the order n of the curve, and n/2 rounded down.
    private static ReadOnlySpan<byte> Order =>
    [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
        0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ];

    private static ReadOnlySpan<byte> HalfOrder =>
    [
        0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
    ];

    /// <exception cref="FormatException">The message says what is wrong.</exception>
    public static Signature Parse(string text) => Parse(text, null);

    public static Signature Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static Signature Parse(ReadOnlySpan<char> s, IFormatProvider? provider)
    {
        Span<byte> bytes = stackalloc byte[Size];
        string? problem = HexText.TryParse(s, bytes) ? Problem(bytes) : HexText.Explain(s, Size);
        return problem is null ? new Signature(bytes) : throw new FormatException($"not a valid Signature: {problem}");
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Signature result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Signature result)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool valid = HexText.TryParse(s, bytes) && Problem(bytes) is null;
        result = valid ? new Signature(bytes) : default;
        return valid;
    }

    /// <summary>
    /// The account that signed <paramref name="digest"/>: compare it with the one you expect. False when the signature belongs to no
    /// key.
    /// </summary>
    public bool TryRecover(Hash32 digest, out Address signer)
    {
        if (_v == 0)
        {
            signer = default;
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Secp256k1.TryRecover(digest, bytes[..Secp256k1.CompactSize], _v - FirstV, out signer);
    }

    /// <summary>Writes r ‖ s ‖ v to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        _r.CopyTo(destination);
        _s.CopyTo(destination[32..]);
        destination[64] = _v;
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString() => HexText.Format(ToArray());

    /// <summary>The signature of <paramref name="digest"/> by <paramref name="key"/>, 32 bytes that are a private key.</summary>
    internal static Signature Of(Hash32 digest, ReadOnlySpan<byte> key)
    {
        Span<byte> bytes = stackalloc byte[Size];
        int recoveryId = Secp256k1.Sign(digest, key, bytes[..Secp256k1.CompactSize]);
        bytes[64] = (byte)(FirstV + recoveryId);
        return new Signature(bytes);
    }

    private static string? Problem(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            return $"expected {Size} bytes, found {bytes.Length}";
        }

        ReadOnlySpan<byte> r = bytes[..32];
        ReadOnlySpan<byte> s = bytes[32..64];
        return (bytes[64] is FirstV or (FirstV + 1), IsZero(r), IsZero(s)) switch
        {
            (false, _, _) => $"v is {bytes[64]}, expected 27 or 28",
            (_, true, _) => "r is zero",
            (_, _, true) => "s is zero",
            _ when r.SequenceCompareTo(Order) >= 0 => "r is not below the order of the curve",
            _ when s.SequenceCompareTo(Order) >= 0 => "s is not below the order of the curve",
            _ when s.SequenceCompareTo(HalfOrder) > 0 => "s is high (above half the order): a second form of another signature (EIP-2)",
            _ => null,
        };
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;
}
