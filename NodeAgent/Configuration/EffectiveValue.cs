using System.Text.Json;

namespace DePin.NodeAgent.Configuration;

/// <summary>One key of the configuration as it holds.</summary>
/// <param name="Key">Dotted path.</param>
/// <param name="Value">In the form it is written in; null where there is none.</param>
/// <param name="From">The file with its line, the variable, or <see cref="Default"/>.</param>
public sealed record EffectiveValue(string Key, JsonElement? Value, string From)
{
    public const string Default = "default";

    /// <summary>The value as it is compared: two texts are equal when nothing changed.</summary>
    public string Text => Value is { } value ? value.GetRawText() : "";
}
