namespace DePin.NodeAgent.Doctor;

/// <summary>What the scheduler's name stands for.</summary>
public abstract record NameSight
{
    private NameSight()
    {
    }

    /// <summary>There is no name to ask for.</summary>
    public sealed record NotAsked(string Why) : NameSight;

    public sealed record Resolves(IReadOnlyList<string> Addresses) : NameSight;

    public sealed record Unknown(string Message) : NameSight;
}
