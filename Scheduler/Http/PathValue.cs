using System.Globalization;
using DePin.Scheduler.Engine;

namespace DePin.Scheduler.Http;

/// <summary>Values in addresses that are part of the path.</summary>
internal static class PathValue
{
    /// <summary>An identifier in the path. One that is malformed names nothing: not found.</summary>
    /// <exception cref="RefusedException">It is malformed.</exception>
    public static T Parse<T>(string text, string what)
        where T : ISpanParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out T? value)
        ? value
        : throw new RefusedException(Refusal.NotFound(what, Shown.Of(text)));
}
