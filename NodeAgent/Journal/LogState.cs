using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Journal;

/// <summary>How far an attempt's log is.</summary>
/// <param name="Source">Where reading the container's log goes on.</param>
/// <param name="Spooled">Bytes of the spool that belong to <paramref name="Source"/>; what lies behind them is read again.</param>
/// <param name="Complete">Everything the container wrote is spooled, or the limit was reached.</param>
/// <param name="Limited">The log was cut at its limit.</param>
public sealed record LogState(LogPosition Source, long Spooled, bool Complete, bool Limited)
{
    public static LogState Empty { get; } = new(LogPosition.Start, 0, false, false);
}
