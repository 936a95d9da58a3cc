using DePin.Protocol.Wire;

namespace DePin.Scheduler.Client;

/// <summary>Which jobs to list, newest first.</summary>
/// <param name="State">Only jobs in this state (<c>queued</c>, <c>placed</c>, <c>finished</c>); null for all.</param>
/// <param name="Prefix">Only jobs whose id begins so; null for all.</param>
/// <param name="Before">Where the page before ended; null for the newest.</param>
internal sealed record JobQuery(int Limit, string? State = null, string? Prefix = null, string? Before = null)
{
    public string Path =>
        $"{Routes.Jobs}?limit={Limit}{Parameter("state", State)}{Parameter("prefix", Prefix)}{Parameter("before", Before)}";

    private static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
