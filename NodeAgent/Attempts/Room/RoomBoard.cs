using System.Collections.Concurrent;
using System.Globalization;
using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>What is known of the machine's disk and of each attempt's part in it.</summary>
public sealed class RoomBoard(IRoom room, RoomReserve reserve, SpoolDirectory spools)
{
    private readonly ConcurrentDictionary<AttemptId, DiskUsage> _measured = [];
    private volatile RoomState _state = new RoomState.Ample();
    private volatile RoomReserve _reserve = reserve;

    /// <summary>As the guard last saw it.</summary>
    public RoomState State => _state;

    /// <summary>The owner may change it while jobs run.</summary>
    public RoomReserve Reserve
    {
        get => _reserve;
        set => _reserve = value;
    }

    public PullBoard Pulls { get; } = new();

    /// <inheritdoc cref="IRoom.Read"/>
    public RoomReading? Read() => room.Read();

    /// <summary>A reading beside what the agent keeps; walks through the spool.</summary>
    public RoomReading WithSpool(RoomReading now) => now with { SpoolBytes = spools.Bytes() };

    /// <summary>
    /// Before a file of so many bytes is written into the spool: it may not touch the reserve, for then a job would have to go.
    /// </summary>
    /// <exception cref="IOException">There is no room for it now; <see cref="Incidents.IsDiskFull"/> tells.</exception>
    public void Claim(long bytes)
    {
        if (room.Read() is { } now && now.FreeBytes - bytes < Reserve.Bytes)
        {
            throw Incidents.DiskFull(string.Create(
                CultureInfo.InvariantCulture,
                $"the machine's disk has {now.FreeBytes} bytes free, of which {Reserve.Bytes} stay free: "
                + $"no room for a file of {bytes} bytes"));
        }
    }

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
