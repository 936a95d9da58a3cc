using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>The events that a <see cref="FakeScheduler"/> was told: dense, and each always the same.</summary>
internal sealed class FakeEvents
{
    private readonly List<NodeEvent> _events = [];
    private readonly List<string> _violations = [];

    public IReadOnlyList<NodeEvent> All => _events;

    public IReadOnlyList<string> Violations => _violations;

    public void Forget() => _events.Clear();

    /// <summary>Returns the sequence of the last one that is here.</summary>
    public long Take(IReadOnlyList<NodeEvent> events)
    {
        foreach (NodeEvent told in events)
        {
            if (told.Sequence == _events.Count + 1)
            {
                _events.Add(told);
            }
            else if (told.Sequence <= _events.Count && _events[(int)told.Sequence - 1] != told)
            {
                _violations.Add($"event {told.Sequence} was {_events[(int)told.Sequence - 1]} and is now {told}");
            }
        }

        return _events.Count;
    }
}
