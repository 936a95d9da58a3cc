using System.Globalization;
using DePin.Scheduler.Engine;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>A whole number in the query, within bounds.</summary>
internal sealed class NumberParameter(string name, bool isRequired, string meaning, long least = 0, long most = long.MaxValue)
    : CallParameter(name, ParameterLocation.Query, isRequired, meaning)
{
    protected override string Form =>
        most == long.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}";

    /// <summary>The value of a required one.</summary>
    /// <exception cref="RefusedException">It is missing, malformed or out of its bounds.</exception>
    public long Read(HttpContext context) => ReadOrNull(context)!.Value;

    /// <exception cref="RefusedException">It is malformed or out of its bounds.</exception>
    public long? ReadOrNull(HttpContext context) => Text(context) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value >= least && value <= most
            ? value
            : throw Wrong(text);

    protected override OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int64",
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most == long.MaxValue ? null : most.ToString(CultureInfo.InvariantCulture),
    };
}
