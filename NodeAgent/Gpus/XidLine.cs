using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// Reads the driver's message <c>NVRM: Xid (PCI:0000:3b:00): 79, pid=…, name=…, GPU has fallen off the bus.</c> Only address and number
/// decide anything; the rest names the job's process, whose name is the job's to choose.
/// Source: https://docs.nvidia.com/deploy/xid-errors/
/// </summary>
internal static class XidLine
{
    public const int MaxText = 160;

    private const string Prefix = "NVRM: Xid (";
    private const int MaxNumber = 9999;

    public static bool TryParse(string message, TimeSpan at, [NotNullWhen(true)] out XidEvent? found)
    {
        found = null;
        int close = message.IndexOf("): ", StringComparison.Ordinal);
        if (!message.StartsWith(Prefix, StringComparison.Ordinal) || close < 0
            || !TryAddress(message.AsSpan(Prefix.Length, close - Prefix.Length), out PciAddress gpu))
        {
            return false;
        }

        ReadOnlySpan<char> rest = message.AsSpan(close + 3);
        int digits = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
        if (digits == 0 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number > MaxNumber || (digits < rest.Length && rest[digits] is not (',' or ' ')))
        {
            return false;
        }

        found = new XidEvent(gpu, number, Printable(rest[digits..].TrimStart(", ")), at);
        return true;
    }

    /// <summary>With or without <c>PCI:</c> in front, and without what names a part of a GPU behind (<c> GPU-I:05</c>).</summary>
    private static bool TryAddress(ReadOnlySpan<char> text, out PciAddress address)
    {
        text = text.StartsWith("PCI:", StringComparison.Ordinal) ? text[4..] : text;
        return PciAddress.TryParse(text.IndexOf(' ') is >= 0 and var blank ? text[..blank] : text, out address);
    }

    private static string Printable(ReadOnlySpan<char> text)
    {
        char[] shown = text[..Math.Min(text.Length, MaxText)].ToArray();
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = shown[i] is >= ' ' and <= '~' ? shown[i] : '?';
        }

        return new string(shown).TrimEnd();
    }
}
