namespace DePin.NodeAgent.Owner;

/// <summary>The container engine as the service last saw it.</summary>
public sealed record EngineStatus
{
    /// <summary>True when it answers and jobs may run on it.</summary>
    public required bool Available { get; init; }

    /// <summary>Such as <c>Docker 20.10.24</c>; null while it has never answered.</summary>
    public string? Product { get; init; }

    /// <summary>What is missing or weak, the gravest first.</summary>
    public IReadOnlyList<NodeProblem> Problems { get; init; } = [];
}
