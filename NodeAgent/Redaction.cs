using System.Text.RegularExpressions;

namespace DePin.NodeAgent;

/// <summary>Takes out of text what opens something: for what leaves the machine, and for what is quoted of an owner's file.</summary>
internal static partial class Redaction
{
    public const string Mark = "[redacted]";

    /// <summary>What stands before the @ of an address.</summary>
    public static string OfAddresses(string text) => User().Replace(text, $"://{Mark}@");

    /// <summary>
    /// Also what a name says is secret, and all but the beginning of every 32 bytes in hexadecimal: an id is still known by it, and a
    /// private key is one no more.
    /// </summary>
    public static string Of(string text) => Words().Replace(
        Secret().Replace(OfAddresses(text), match => match.Groups[1].Value + Mark),
        match => match.Groups[1].Value + "…");

    [GeneratedRegex(@"://[^/@\s'""]+@")]
    private static partial Regex User();

    [GeneratedRegex(
        @"((?:\bauthorization[""']?\s*[:=]\s*[""']?(?:bearer\s+)?|\bbearer\s+|(?:password|passwd|secret|token|api[-_]?key|private[-_]?key"
        + @"|mnemonic)[""']?\s*[:=]\s*))(?:""[^""]*""|'[^']*'|[^\s""',;}\]]+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b((?:0x)?[0-9a-fA-F]{10})[0-9a-fA-F]{54,}\b")]
    private static partial Regex Words();
}
