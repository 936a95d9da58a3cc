using DePin.Protocol.Jobs.Fields;
using DePin.Scheduler.Engine;
using Microsoft.Extensions.Primitives;

namespace DePin.Scheduler.Http;

/// <summary>
/// Everything an endpoint reads beside its body. What a person sends more in the address is a mistake that would otherwise go unnoticed;
/// nodes and schedulers of different ages ignore what they do not know.
/// </summary>
internal sealed record CallParameters(IReadOnlyList<CallParameter> All)
{
    private static readonly CallParameters _none = new([]);

    public static CallParameters Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<CallParameters>() ?? _none;

    /// <exception cref="RefusedException">A query parameter is unknown, or there twice.</exception>
    public static void CheckQuery(HttpContext context)
    {
        string[] known = [.. Of(context).All.Where(one => one.IsInQuery).Select(one => one.Name)];

        // TIDY: names only, no value is read.
        foreach ((string name, StringValues values) in context.Request.Query)
        {
            string shown = Shown.Of(name);
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new RefusedException(RequestBody.Invalid($"the query parameter '{shown}' is not known", Remedy(name, known)));
            }

            if (values.Count > 1)
            {
                string fact = $"the query parameter '{shown}' is there {values.Count} times";
                throw new RefusedException(RequestBody.Invalid(fact, "give it once"));
            }
        }
    }

    private static string Remedy(string name, string[] known) => Nearest.To(name, known) is { } near ? $"did you mean {near}?"
        : known.Length > 0 ? $"this call takes {string.Join(", ", known)}"
        : "this call takes no query parameters: leave it out";
}
