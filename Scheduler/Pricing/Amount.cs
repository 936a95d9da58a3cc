using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DePin.Scheduler.Pricing;

/// <summary>
/// A sum of money, exact: a whole number of base units, 10^-18 of the token. Never negative, never a floating-point number.
/// </summary>
internal readonly record struct Amount(UInt128 BaseUnits) : IComparable<Amount>
{
    private const int Decimals = 18;
    private const int MaxWholeDigits = 18;

    public static Amount Zero => default;

    private static UInt128 Token { get; } = (UInt128)1_000_000_000_000_000_000;

    /// <summary>
    /// Reads a decimal number of tokens such as <c>1.20</c>: digits, at most 18 before the point and 18 after; no sign, no exponent.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Amount amount)
    {
        amount = default;
        int point = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        string whole = point < 0 ? text ?? "" : text![..point];
        string fraction = point < 0 ? "" : text![(point + 1)..];
        if (whole.Length is 0 or > MaxWholeDigits || fraction.Length > Decimals || (point >= 0 && fraction.Length == 0)
            || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
        {
            return false;
        }

        amount = new Amount(UInt128.Parse(whole + fraction.PadRight(Decimals, '0'), CultureInfo.InvariantCulture));
        return true;
    }

    /// <exception cref="FormatException">The text is not a decimal number of tokens.</exception>
    public static Amount Parse(string text) =>
        TryParse(text, out Amount amount) ? amount : throw new FormatException($"'{text}' is not an amount such as 1.20");

    /// <param name="tokens">Not negative.</param>
    /// <exception cref="OverflowException">Over 7.9 × 10^10 tokens, which a decimal cannot hold in base units.</exception>
    public static Amount FromTokens(decimal tokens) => new((UInt128)decimal.Truncate(tokens * 1_000_000_000_000_000_000m));

    public static bool operator <(Amount left, Amount right) => left.BaseUnits < right.BaseUnits;

    public static bool operator >(Amount left, Amount right) => left.BaseUnits > right.BaseUnits;

    public static bool operator <=(Amount left, Amount right) => left.BaseUnits <= right.BaseUnits;

    public static bool operator >=(Amount left, Amount right) => left.BaseUnits >= right.BaseUnits;

    /// <exception cref="OverflowException">The sum is over 2^128 − 1.</exception>
    public static Amount operator +(Amount left, Amount right) => new(checked(left.BaseUnits + right.BaseUnits));

    public int CompareTo(Amount other) => BaseUnits.CompareTo(other.BaseUnits);

    /// <summary>As a ledger row carries it: the whole number of base units.</summary>
    public string ToBaseUnits() => BaseUnits.ToString(CultureInfo.InvariantCulture);

    /// <summary>In tokens, for people: <c>1.2</c>.</summary>
    public override string ToString()
    {
        string fraction = ((ulong)(BaseUnits % Token)).ToString("D18", CultureInfo.InvariantCulture).TrimEnd('0');
        string whole = (BaseUnits / Token).ToString(CultureInfo.InvariantCulture);
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }
}
