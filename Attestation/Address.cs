using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DePin.Attestation;

/// <summary>An Ethereum account: the last 20 bytes of Keccak-256 of its public key. A node is named by its address.</summary>
/// <remarks>
/// Text form: <c>0x</c> and 40 hexadecimal digits, written in lower case. Mixed case is accepted as an EIP-55 checksum is, unverified
/// here.
/// </remarks>
[JsonConverter(typeof(TextJsonConverter<Address>))]
public readonly record struct Address : ISpanParsable<Address>
{
    public const int Size = 20;

    private readonly UInt128 _high;
    private readonly uint _low;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not exactly <see cref="Size"/> bytes.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"Address needs {Size} bytes, got {bytes.Length}", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public static Address Parse(string text) => Parse(text, null);

    public static Address Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static Address Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out Address value) ? value : throw new FormatException($"not a valid Address: {HexText.Explain(s, Size)}");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Address result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Address result)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool valid = HexText.TryParse(s, bytes);
        result = valid ? new Address(bytes) : default;
        return valid;
    }

    /// <summary>Writes the big-endian bytes to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
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
