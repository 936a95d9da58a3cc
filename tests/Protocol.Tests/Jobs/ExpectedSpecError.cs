using System.Globalization;
using System.Text.RegularExpressions;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>Where an error must be told, of which key, and part of what it must say.</summary>
public sealed partial record ExpectedSpecError(int Line, string Key, string Fragment)
{
    public static ExpectedSpecError Parse(string line)
    {
        Match match = Form().Match(line);
        Assert.That(match.Success, Is.True, $"not an expectation: {line}");
        string key = match.Groups["key"].Value;
        int number = int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture);
        return new ExpectedSpecError(number, key == "-" ? "" : key, match.Groups["fragment"].Value);
    }

    [GeneratedRegex(@"^> (?<line>\d+) (?<key>\S*) ?\| (?<fragment>.+)$")]
    private static partial Regex Form();
}
