using System.Collections.Immutable;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>Events that the scheduler has not acknowledged, in order.</summary>
internal sealed class EventOutbox(ImmutableSortedDictionary<long, NodeEvent> events)
{
    private volatile ImmutableSortedDictionary<long, NodeEvent> _events = events;

    /// <summary>The oldest, at most as many as one call may carry.</summary>
    public IReadOnlyList<NodeEvent> Next => [.. _events.Values.Take(WireLimits.EventsPerSync)];

    public IEnumerable<long> SequencesUpTo(long acked) => _events.Keys.TakeWhile(sequence => sequence <= acked);

    public void Apply(JournalDraft draft)
    {
        var kept = _events.RemoveRange(SequencesUpTo(draft.Facts.AckedEvent).ToList());
        _events = kept.AddRange(draft.NewEvents.Select(told => KeyValuePair.Create(told.Sequence, told)));
    }
}
