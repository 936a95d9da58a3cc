using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts;

/// <summary>One thing the agent does about its attempts. Prints as what it is.</summary>
public abstract record NodeAction
{
    private NodeAction()
    {
    }

    /// <summary>A container, network or sandbox that no attempt wants.</summary>
    public sealed record Remove(ContainerName Container, string Reason) : NodeAction
    {
        public override string ToString() => $"remove {Container}: {Reason}";
    }

    /// <summary>The attempt shall end; its run does the stopping.</summary>
    public sealed record OrderStop(AttemptId Attempt, StopOrder Order) : NodeAction
    {
        public override string ToString() => $"stop {Attempt.Short}: {Order.Reason}";
    }

    /// <summary>Take the attempt from its state to its end.</summary>
    public sealed record Drive(AttemptId Attempt, string From) : NodeAction
    {
        public override string ToString() => $"drive {Attempt.Short} from {From}";
    }

    /// <summary>Delete an old attempt's row.</summary>
    public sealed record Forget(AttemptId Attempt) : NodeAction
    {
        public override string ToString() => $"forget {Attempt.Short}";
    }
}
