using DePin.Benchmark.Proof;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>How a challenge ended.</summary>
/// <param name="State">Accepted, rejected or void.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Reason">The rejection's stable name; null when accepted.</param>
/// <param name="Detail">What disagrees.</param>
/// <param name="Proven">Null unless accepted.</param>
/// <param name="HasTranscript">It was answered whole, right or wrong, and the transcript is kept.</param>
internal sealed record ProofEnd(
    ProofState State, long At, string? Reason, string? Detail, ProvenFigure? Proven, bool HasTranscript)
{
    public static ProofEnd Rejected(ProofRejection rejection, long at, bool hasTranscript) =>
        new(ProofState.Rejected, at, rejection.Reason, rejection.Text, null, hasTranscript);

    /// <summary>In one line, as <c>why</c> and the node read it.</summary>
    public string Text => $"{Reason}: {Detail}";
}
