using System.Globalization;
using DePin.Protocol.Jobs;
using DePin.Scheduler.Engine;

namespace DePin.Scheduler.Http;

/// <summary>Values in addresses: path segments and query parameters.</summary>
internal static class PathValue
{
    /// <summary>An identifier in the path. One that is malformed names nothing: not found.</summary>
    /// <exception cref="RefusedException">It is malformed.</exception>
    public static T Parse<T>(string text, string what)
        where T : ISpanParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out T? value)
        ? value
        : throw new RefusedException(Refusal.NotFound(what, Shown.Of(text)));

    /// <summary>A query parameter that must be there.</summary>
    /// <exception cref="RefusedException">It is missing or malformed.</exception>
    public static T Query<T>(HttpContext context, string name)
        where T : ISpanParsable<T>
    {
        string? text = context.Request.Query[name];
        return text is not null && T.TryParse(text, CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new RefusedException(RequestBody.Invalid(
                text is null ? $"the query parameter {name} is missing" : $"the query parameter {name} is '{Shown.Of(text)}'",
                $"give {name} as {Form(typeof(T))}"));
    }

    private static string Form(Type type) => type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(ContentHash) ? "sha256: and 64 hexadecimal digits"
        : "an id: 0x and 64 hexadecimal digits";

    /// <summary>A query parameter that may be missing.</summary>
    /// <exception cref="RefusedException">It is malformed.</exception>
    public static T? QueryOrNull<T>(HttpContext context, string name)
        where T : struct, ISpanParsable<T> => context.Request.Query.ContainsKey(name) ? Query<T>(context, name) : null;
}
