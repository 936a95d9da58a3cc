using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DePin.Attestation;

/// <summary>
/// 32 bytes: a Keccak-256 or SHA-256 digest, or a <c>bytes32</c> identifier. Text form: <c>0x</c> and 64 hexadecimal digits.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<Hash32>))]
public readonly record struct Hash32 : ISpanParsable<Hash32>
{
    public const int Size = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not exactly <see cref="Size"/> bytes.</exception>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"Hash32 needs {Size} bytes, got {bytes.Length}", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>SHA-256 of <paramref name="data"/> (FIPS 180-4).</summary>
    public static Hash32 Sha256(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Size];
        System.Security.Cryptography.SHA256.HashData(data, digest);
        return new Hash32(digest);
    }

    /// <summary>32 random bytes from the operating system: a nonce or a new identifier.</summary>
    public static Hash32 Random() => new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(Size));

    public static Hash32 Parse(string text) => Parse(text, null);

    public static Hash32 Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static Hash32 Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out Hash32 value) ? value : throw new FormatException($"not a valid Hash32: {HexText.Explain(s, Size)}");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Hash32 result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Hash32 result)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool valid = HexText.TryParse(s, bytes);
        result = valid ? new Hash32(bytes) : default;
        return valid;
    }

    /// <summary>Orders by the big-endian number.</summary>
    internal static int Compare(Hash32 left, Hash32 right) =>
        left._high == right._high ? left._low.CompareTo(right._low) : left._high.CompareTo(right._high);

    /// <summary>Writes the big-endian bytes to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], _low);
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return HexText.Format(bytes);
    }
}
