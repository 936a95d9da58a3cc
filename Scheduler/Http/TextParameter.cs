using System.Text.RegularExpressions;
using DePin.Scheduler.Engine;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>A text that may be left out; an empty one is as good as none.</summary>
/// <param name="form">The form in words, for remedies.</param>
/// <param name="pattern">What the whole text must match, in what ECMA-262 and .NET have in common.</param>
internal sealed class TextParameter(string name, ParameterLocation where, string meaning, string form, string pattern)
    : CallParameter(name, where, isRequired: false, meaning)
{
    private readonly Regex _whole = new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    protected override string Form => form;

    /// <exception cref="RefusedException">It is malformed.</exception>
    public string? ReadOrNull(HttpContext context) =>
        Text(context) is not { Length: > 0 } text ? null : _whole.IsMatch(text) ? text : throw Wrong(text);

    protected override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String, Pattern = $"^(?:{pattern})$" };
}
