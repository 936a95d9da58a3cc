using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>A drain in words.</summary>
internal static class DrainText
{
    /// <summary>E.g. <c>by its owner for 3 min 2 s; what still runs is stopped in 27 min 0 s</c>.</summary>
    public static string Line(DrainStatus drain, DateTimeOffset now) => $"by its {Who(drain)}{Since(drain, now)}{Tail(drain, now)}";

    /// <summary>What becomes of the jobs, after a comma or nothing.</summary>
    public static string Tail(DrainStatus drain, DateTimeOffset now) => drain.StopAt is not { } at
        ? "; what runs may run to its end"
        : DateTimeOffset.FromUnixTimeMilliseconds(at) - now is { Ticks: > 0 } left
            ? $"; what still runs is stopped in {HumanText.Span(left)}"
        : "; what still ran is being stopped";

    /// <summary>E.g. <c>2 jobs run, 1 is being delivered</c>.</summary>
    public static string Left(NodeStatus status) =>
        $"{Count(status.Running, "job runs", "jobs run")}, {Count(status.Undelivered, "is being delivered", "are being delivered")}";

    private static string Count(int number, string one, string more) => $"{number} {(number == 1 ? one : more)}";

    private static string Who(DrainStatus drain) => (drain.ByOwner, drain.ByOperator) switch
    {
        (true, true) => "owner and its scheduler's operator",
        (true, false) => "owner",
        _ => "scheduler's operator",
    };

    private static string Since(DrainStatus drain, DateTimeOffset now) => drain.Since is { } since
        ? $" for {HumanText.Span(now - DateTimeOffset.FromUnixTimeMilliseconds(since))}"
        : "";
}
