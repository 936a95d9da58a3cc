using System.Collections.Concurrent;
using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>What is known of the machine's disk and of each attempt's part in it.</summary>
public sealed class RoomBoard(IRoom room)
{
    private readonly ConcurrentDictionary<AttemptId, DiskUsage> _measured = [];
    private volatile RoomState _state = new RoomState.Ample();

    /// <summary>As the guard last saw it.</summary>
    public RoomState State => _state;

    /// <inheritdoc cref="IRoom.Read"/>
    public RoomReading? Read() => room.Read();

    public void Measured(AttemptId id, DiskUsage usage) => _measured[id] = usage;

    public DiskUsage Of(AttemptId id) => _measured.GetValueOrDefault(id, DiskUsage.None);

    /// <summary>Forgets attempts that are not among <paramref name="held"/>.</summary>
    public void Keep(IReadOnlySet<AttemptId> held)
    {
        foreach (AttemptId id in _measured.Keys.Where(id => !held.Contains(id)))
        {
            _measured.TryRemove(id, out _);
        }
    }

    /// <summary>False: it was so before.</summary>
    public bool Set(RoomState state)
    {
        RoomState before = Interlocked.Exchange(ref _state, state);
        return before.GetType() != state.GetType();
    }
}
