using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using DePin.Protocol;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// <c>depin-&lt;first 24 hexadecimal digits of the attempt&gt;-&lt;epoch&gt;</c>. The engine allows one container of a name, so that
/// creating twice makes one.
/// </summary>
public readonly partial record struct ContainerName
{
    private const string Prefix = "depin-";
    private const int AttemptDigits = 24;
    private readonly string? _value;

    private ContainerName(string value) => _value = value;

    public static ContainerName Of(AttemptId attempt, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return new(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{attempt.ToString().AsSpan(2, AttemptDigits)}-{epoch}"));
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out ContainerName name)
    {
        bool valid = text is not null && Grammar().IsMatch(text);
        name = valid ? new ContainerName(text!) : default;
        return valid;
    }

    /// <summary>
    /// What else belongs to this container carries its name behind another prefix: <c>suffix</c> is everything after
    /// <c>depin-</c>.
    /// </summary>
    internal string Suffix => ToString()[Prefix.Length..];

    internal static bool TryFromSuffix(string suffix, out ContainerName name) => TryParse(Prefix + suffix, out name);

    public override string ToString() => _value ?? throw new InvalidOperationException("This container name was never given a value");

    [GeneratedRegex(@"\Adepin-[0-9a-f]{24}-(0|[1-9][0-9]{0,18})\z")]
    private static partial Regex Grammar();
}
