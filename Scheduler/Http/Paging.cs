using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;

namespace DePin.Scheduler.Http;

/// <summary>Page sizes.</summary>
internal static class Paging
{
    /// <summary>The <c>limit</c> parameter; the largest page when it is missing.</summary>
    /// <exception cref="RefusedException">Out of range.</exception>
    public static int Limit(HttpContext context) => PathValue.QueryOrNull<int>(context, "limit") switch
    {
        null => WireLimits.PageSize,
        >= 1 and <= WireLimits.PageSize and int limit => limit,
        int limit => throw new RefusedException(RequestBody.Invalid($"limit is {limit}", $"ask for 1 to {WireLimits.PageSize} entries")),
    };
}
