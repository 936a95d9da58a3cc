namespace DePin.Protocol.Wire;

/// <summary>The outputs of a job's finished attempt, sorted by path.</summary>
public sealed record ArtifactList(IReadOnlyList<ArtifactEntry> Artifacts);
