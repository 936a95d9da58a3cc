using System.Globalization;
using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus;

/// <summary>Where a device sits: domain, bus and device, without the function, which the driver's messages give or leave out.</summary>
[JsonConverter(typeof(PciAddressConverter))]
public readonly record struct PciAddress(uint Domain, byte Bus, byte Device)
{
    private const int MostDigits = 16;

    /// <summary>Reads <c>0000:3b:00</c>, <c>0000:3b:00.0</c> and <c>00000000:3B:00.0</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PciAddress address)
    {
        address = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Length > MostDigits || text.Split(parts, ':') != 3)
        {
            return false;
        }

        ReadOnlySpan<char> device = text[parts[2]];
        device = device.IndexOf('.') is > 0 and var dot ? device[..dot] : device;
        if (!TryHex(text[parts[0]], uint.MaxValue, out uint domain)
            || !TryHex(text[parts[1]], byte.MaxValue, out uint bus)
            || !TryHex(device, byte.MaxValue, out uint slot))
        {
            return false;
        }

        address = new PciAddress(domain, (byte)bus, (byte)slot);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Domain:x4}:{Bus:x2}:{Device:x2}");

    private static bool TryHex(ReadOnlySpan<char> digits, uint most, out uint value) =>
        uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value <= most;
}
