namespace DePin.NodeAgent.Containers.Egress;

/// <summary>Whether this machine can keep a job with egress off private addresses.</summary>
public abstract record EgressReadiness
{
    private EgressReadiness()
    {
    }

    public sealed record Ready : EgressReadiness;

    public sealed record Impossible(string Fact, string Remedy) : EgressReadiness;
}
