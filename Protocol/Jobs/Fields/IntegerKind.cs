using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>A count: decimal digits, not in quotes.</summary>
internal sealed class IntegerKind(int min, int max) : ValueKind<int>
{
    public override string Name => "a whole number";

    public override string Bounds => $"{min} to {max}";

    public override bool TryRead(SpecNode node, SpecPath path, ErrorLog errors, out int value)
    {
        value = 0;
        string remedy = $"write a whole number from {min} to {max}";
        if (node is not SpecNode.Scalar scalar || PlainText.IsNull(scalar))
        {
            RefuseShape(node, path, errors, remedy);
            return false;
        }

        string? message = !scalar.IsPlain ? "is in quotes, which makes it text"
            : !IsInteger(scalar.Text) ? $"is not {Name}"
            : !int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) || value > max
                ? $"is above the largest allowed, {max}"
            : value < min ? $"is below the smallest allowed, {min}" : null;
        if (message is not null)
        {
            errors.Add(node.At, path.ToString(), scalar.Text, message, scalar.IsPlain ? remedy : $"{remedy} without quotes");
        }

        return message is null;
    }

    public override void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };

    /// <summary>JSON has no leading zeros, and in YAML 1.1 they meant octal: <c>010</c> is refused rather than guessed.</summary>
    private static bool IsInteger(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0');
    }
}
