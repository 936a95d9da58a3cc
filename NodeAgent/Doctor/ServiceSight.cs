using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Doctor;

/// <summary>What the running service says of itself.</summary>
public abstract record ServiceSight
{
    private ServiceSight()
    {
    }

    public sealed record NotRunning(string Socket) : ServiceSight;

    public sealed record CannotAsk(string Message) : ServiceSight;

    public sealed record Runs(NodeStatus Status) : ServiceSight;
}
