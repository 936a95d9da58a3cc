using System.Text.Json.Serialization;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Journal;

/// <summary>How far an attempt's log is.</summary>
/// <param name="Source">Where reading the container's log goes on.</param>
/// <param name="Spooled">Bytes of the spool that belong to <paramref name="Source"/>; what lies behind them is read again.</param>
/// <param name="CompleteAt">
/// When everything the container wrote was spooled, or the limit was reached, Unix milliseconds; null while it is not.
/// </param>
/// <param name="Limited">The log was cut at its limit.</param>
public sealed record LogState(LogPosition Source, long Spooled, long? CompleteAt, bool Limited)
{
    public static LogState Empty { get; } = new(LogPosition.Start, 0, null, false);

    [JsonIgnore]
    public bool Complete => CompleteAt is not null;
}
