using DePin.Protocol;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>How the machine's disk stands to what it promised. The room itself decides which; nobody enters or leaves a state.</summary>
public abstract record RoomState
{
    private RoomState()
    {
    }

    /// <summary>Enough for every promise and more.</summary>
    public sealed record Ample : RoomState;

    /// <summary>Not enough for every promise, should all be called in: no new work.</summary>
    public sealed record Short(string Reason) : RoomState;

    /// <summary>The reserve itself is touched: no new work, and a job has to go.</summary>
    /// <param name="Reason">With the figures.</param>
    /// <param name="Suspect">Who goes now; null when one is going already, or none runs and it is all the owner's.</param>
    public sealed record Full(string Reason, AttemptId? Suspect) : RoomState;
}
