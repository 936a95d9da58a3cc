using DePin.Scheduler.Engine;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>One of a few words in the query, or none.</summary>
internal sealed class ChoiceParameter(string name, string meaning, params string[] choices)
    : CallParameter(name, ParameterLocation.Query, isRequired: false, meaning)
{
    protected override string Form => $"{string.Join(", ", choices[..^1])} or {choices[^1]}";

    /// <summary>Which of the words it is, from 0.</summary>
    /// <exception cref="RefusedException">It is another word.</exception>
    public int? IndexOrNull(HttpContext context) => Text(context) is not { Length: > 0 } text ? null
        : Array.IndexOf(choices, text) is >= 0 and int index ? index : throw Wrong(text);

    protected override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String, Enum = [.. choices.Select(one => one)] };
}
