using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol.Wire;

/// <summary>
/// One life of a node's journal. Event and command sequences are dense within it; a new one means that the journal began
/// anew.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<BootId>))]
public readonly record struct BootId(Guid Value) : ISpanParsable<BootId>
{
    public static BootId New() => new(Guid.NewGuid());

    public static BootId Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <exception cref="FormatException">The text is not 32 hexadecimal digits.</exception>
    public static BootId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out BootId boot) ? boot : throw new FormatException($"'{s}' is not a boot id of 32 hexadecimal digits");

    public static bool TryParse(string? s, IFormatProvider? provider, out BootId result) => TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out BootId result)
    {
        bool valid = Guid.TryParseExact(s, "N", out Guid value);
        result = new BootId(value);
        return valid;
    }

    public override string ToString() => Value.ToString("N");
}
