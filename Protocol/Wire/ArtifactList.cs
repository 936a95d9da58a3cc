using DePin.Attestation.Evidence;

namespace DePin.Protocol.Wire;

/// <summary>The outputs of a job's finished attempt, sorted by path.</summary>
public sealed record ArtifactList(IReadOnlyList<ArtifactEntry> Artifacts)
{
    /// <summary>What lay under the job's output paths and was not taken, each with the reason, as the node attested it.</summary>
    public IReadOnlyList<SkippedOutput> SkippedOutputs { get; init => field = value ?? []; } = [];
}
