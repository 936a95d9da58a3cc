using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text.Json.Serialization;

namespace DePin.Attestation;

/// <summary>
/// A <c>uint256</c> of the contract: an amount in the token's smallest unit. Text form: decimal digits without leading zeros.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<UInt256>))]
public readonly record struct UInt256 : ISpanParsable<UInt256>, IComparable<UInt256>
{
    public const int Size = 32;

    private const int BitsPerHalf = 128;

    /// <summary>Digits of 2^256 − 1.</summary>
    private const int MaxDigits = 78;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    public UInt256(UInt128 low) => _low = low;

    /// <exception cref="OverflowException"><paramref name="value"/> is negative or above 2^256 − 1.</exception>
    public UInt256(BigInteger value)
    {
        _high = checked((UInt128)(value >> BitsPerHalf));
        _low = (UInt128)(value & UInt128.MaxValue);
    }

    public static implicit operator UInt256(ulong value) => new((UInt128)value);

    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    public static UInt256 Parse(string text) => Parse(text, null);

    public static UInt256 Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static UInt256 Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TryParse(s, provider, out UInt256 value)
        ? value
        : throw new FormatException(
            $"not a valid UInt256: expected decimal digits without leading zeros, below 2^256, found {HexText.Quote(s)}");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UInt256 result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out UInt256 result)
    {
        result = default;
        bool digits = s.Length is > 0 and <= MaxDigits && !s.ContainsAnyExceptInRange('0', '9') && (s[0] != '0' || s.Length == 1);
        if (!digits)
        {
            return false;
        }

        BigInteger value = BigInteger.Parse(s, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
        if (value >> (2 * BitsPerHalf) != 0)
        {
            return false;
        }

        result = new UInt256(value);
        return true;
    }

    public BigInteger ToBigInteger() => ((BigInteger)_high << BitsPerHalf) | _low;

    /// <summary>Writes the big-endian bytes to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], _low);
    }

    public int CompareTo(UInt256 other) => _high == other._high ? _low.CompareTo(other._low) : _high.CompareTo(other._high);

    public override string ToString() => ToBigInteger().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
