using System.Text.RegularExpressions;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>
/// What unquoted text stands for: the core schema of YAML 1.2 (§10.3.2), of which JSON is a part. So <c>no</c>, <c>on</c> and <c>1:30</c>
/// are text.
/// </summary>
internal static partial class PlainText
{
    private const string NumberForm =
        @"^([-+]?([0-9]+|\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z";

    public static bool IsNull(SpecNode.Scalar scalar) => scalar.IsPlain && scalar.Text is ("" or "~" or "null" or "Null" or "NULL");

    /// <summary>"a number", "a boolean" or null for text.</summary>
    public static string? TypeOtherThanText(SpecNode.Scalar scalar) =>
        !scalar.IsPlain ? null
        : scalar.Text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE" ? "a boolean"
        : Number().IsMatch(scalar.Text) ? "a number" : null;

    [GeneratedRegex(NumberForm, RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
