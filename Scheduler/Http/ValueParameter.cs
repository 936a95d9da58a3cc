using System.Globalization;
using DePin.Scheduler.Engine;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>One of our values in the query (<see cref="ValueForm"/>), or <c>true</c> or <c>false</c>.</summary>
internal sealed class ValueParameter<T>(string name, bool isRequired, string meaning)
    : CallParameter(name, ParameterLocation.Query, isRequired, meaning)
    where T : struct, ISpanParsable<T>
{
    private readonly ValueForm? _form = ValueForm.Of(typeof(T));

    protected override string Form => _form?.Words ?? "true or false";

    /// <summary>The value of a required one.</summary>
    /// <exception cref="RefusedException">It is missing or malformed.</exception>
    public T Read(HttpContext context) => ReadOrNull(context)!.Value;

    /// <exception cref="RefusedException">It is malformed.</exception>
    public T? ReadOrNull(HttpContext context) => Text(context) is not { } text ? null
        : T.TryParse(text, CultureInfo.InvariantCulture, out T value) ? value : throw Wrong(text);

    protected override OpenApiSchema Schema() => _form?.Schema() ?? new OpenApiSchema { Type = JsonSchemaType.Boolean };
}
