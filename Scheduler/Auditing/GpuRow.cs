using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>What is known of a node's GPU, as it is stored.</summary>
/// <param name="Uuid">By the node's word.</param>
/// <param name="Figures">The proofs that stand, one of a kind.</param>
/// <param name="Failures">In a row.</param>
/// <param name="RetryAt">Unix milliseconds before which it is not asked.</param>
/// <param name="Problem">Why the last proof failed; null when it did not.</param>
internal sealed record GpuRow(
    Address Node, string Uuid, IReadOnlyList<ProvenFigure> Figures, int Failures, long? RetryAt, string? Problem)
{
    public static GpuRow New(Address node, string uuid) => new(node, uuid, [], 0, null, null);

    public ProvenFigure? Find(ProofKind proof) => Figures.FirstOrDefault(figure => figure.Proof == proof);

    public GpuRow Proved(ProvenFigure figure) => this with
    {
        Figures = [.. Figures.Where(other => other.Proof != figure.Proof), figure],
        Failures = 0,
        RetryAt = null,
        Problem = null,
    };

    /// <summary>What was proven of this kind before stands no longer.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public GpuRow Failed(ProofKind proof, string problem, AuditRules rules, long now) => this with
    {
        Figures = [.. Figures.Where(figure => figure.Proof != proof)],
        Failures = Failures + 1,
        RetryAt = now + (long)rules.RetryAfter(Failures + 1).TotalMilliseconds,
        Problem = problem,
    };

    /// <summary>Why jobs are not placed on it; null when everything that is asked of it is proven.</summary>
    public string? WhyUnproven(AuditRules rules) => rules.Proofs.All(proof => Find(proof) is not null)
        ? null
        : Problem is { } problem ? $"its GPU's proof failed: {problem}" : "its GPU is not proven yet";
}
