using DePin.Attestation.Evidence;
using DePin.NodeAgent.Journal;

namespace DePin.NodeAgent.Attempts;

/// <summary>What was found under a job's output paths.</summary>
/// <param name="Files">Regular files, in the spool.</param>
/// <param name="Skipped">What was not taken; at most <see cref="Conclusion.MaxSkipped"/>.</param>
/// <param name="SkippedInAll">How many were not taken.</param>
/// <param name="OverLimit">Some of them because there were too many files or bytes.</param>
internal sealed record CollectedOutputs(
    IReadOnlyList<OutputFile> Files, IReadOnlyList<SkippedOutput> Skipped, long SkippedInAll, bool OverLimit)
{
    public static CollectedOutputs None { get; } = new([], [], 0, false);
}
