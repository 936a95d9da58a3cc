using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>Grammars of the texts in a job file that are no type of their own.</summary>
internal static partial class SpecTexts
{
    public const string NamePattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";
    public const string EnvNamePattern = "^[A-Za-z_][A-Za-z0-9_]{0,127}$";
    public const string ModelPattern = "^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$";
    public const string HealthPattern = "^/[!-~]{0,254}$";
    public const string DecimalPattern = @"^[0-9]+(\.[0-9]+)?$";

    /// <summary>What the agent sets itself: its own names, and which GPUs the container gets.</summary>
    private static readonly string[] ReservedNames = ["NVIDIA_VISIBLE_DEVICES"];
    private const string ReservedPrefix = "DEPIN_";

    public static Refusal? Name(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString();
        if (NameForm().IsMatch(value))
        {
            return null;
        }

        string remedy = "use 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends";
        string lower = value.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
        return new Refusal("is not a DNS label", NameForm().IsMatch(lower) ? $"write {lower}" : remedy);
    }

    public static Refusal? EnvName(ReadOnlySpan<char> text, out string value)
    {
        string name = value = text.ToString();
        if (!EnvNameForm().IsMatch(name))
        {
            return new Refusal("is not the name of an environment variable",
                $"use at most {JobLimits.MaxEnvNameLength} letters, digits and '_', not a digit first");
        }

        bool isReserved = name.StartsWith(ReservedPrefix, StringComparison.Ordinal) || ReservedNames.Contains(name, StringComparer.Ordinal);
        return isReserved ? new Refusal("is set by the node", "choose another name") : null;
    }

    /// <summary>Any text that can be an argument or a variable of a process.</summary>
    public static Refusal? ProcessText(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString();
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            return new Refusal("contains a null character", "remove it: a process cannot be given one");
        }

        int bytes = Encoding.UTF8.GetByteCount(value);
        return bytes > JobLimits.MaxTextBytes
            ? new Refusal($"has {bytes} bytes, more than the {JobLimits.MaxTextBytes} allowed", "put it into a file named under inputs")
            : null;
    }

    /// <summary>Part of a model name, in lower case because letters' case carries no meaning there.</summary>
    public static Refusal? GpuModel(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString().ToLowerInvariant();
        string remedy = $"write at most {JobLimits.MaxGpuModelLength} letters, digits, spaces, '.', '_' and '-', such as h100";
        return ModelForm().IsMatch(value) ? null : new Refusal("is not a part of a GPU's name", remedy);
    }

    public static Refusal? HealthPath(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString();
        string remedy = $"write '/' and at most {JobLimits.MaxHealthLength - 1} visible ASCII characters, such as /health";
        return HealthForm().IsMatch(value) ? null : new Refusal("is not an HTTP path", remedy);
    }

    public static Refusal? Image(ReadOnlySpan<char> text, out ImageReference value)
    {
        Refusal? refusal = ImageReferenceText.Read(text.ToString(), out ImageReference? image);
        value = image!;
        return refusal;
    }

    /// <summary>An exact decimal above zero.</summary>
    public static TextParser<decimal> Decimal(int maxDecimals, decimal max, string example) =>
        (ReadOnlySpan<char> text, out decimal value) =>
    {
        value = 0;
        string remedy = $"write a decimal number above 0 with at most {maxDecimals} decimals, such as {example}";
        if (text.StartsWith('-'))
        {
            return new Refusal("is negative", remedy);
        }

        if (!DecimalForm().IsMatch(text))
        {
            return new Refusal("is not a plain decimal number", remedy);
        }

        int point = text.IndexOf('.');
        if (point >= 0 && text[(point + 1)..].TrimEnd('0').Length > maxDecimals)
        {
            return new Refusal($"has more than {maxDecimals} decimals", remedy);
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) || value > max)
        {
            return new Refusal($"is above the largest allowed, {DecimalText(max)}", $"write {DecimalText(max)} or less");
        }

        return value == 0 ? new Refusal("is zero", remedy) : null;
    };

    /// <summary>Without trailing zeros, so that equal numbers have one text.</summary>
    public static string DecimalText(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EnvNameForm();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9 ._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelForm();

    [GeneratedRegex(@"^/[!-~]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HealthForm();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalForm();
}
