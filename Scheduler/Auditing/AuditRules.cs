using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>The numbers by which GPUs are audited: <see cref="AuditOptions"/> as the engine has them.</summary>
internal sealed record AuditRules
{
    /// <summary>A commitment that is late is still told that it is, for so long after its deadline.</summary>
    public static readonly TimeSpan LateGrace = TimeSpan.FromSeconds(5);

    public required bool RequireProof { get; init; }

    public required IReadOnlyList<ProofKind> Proofs { get; init; }

    public required IReadOnlyList<ProofDevice> Devices { get; init; }

    public required TimeSpan Lifetime { get; init; }

    public required TimeSpan FirstRetry { get; init; }

    public required TimeSpan LongestRetry { get; init; }

    public required int MaxOpen { get; init; }

    public required AuditSizes Sizes { get; init; }

    /// <param name="now">Unix milliseconds.</param>
    public bool Stands(ProvenFigure figure, long now) => figure.At + (long)Lifetime.TotalMilliseconds > now;

    /// <summary>How long a GPU is left alone after so many failures in a row, at least one.</summary>
    public TimeSpan RetryAfter(int failures)
    {
        double factor = Math.Pow(2, Math.Min(failures - 1, 30));
        return FirstRetry * factor < LongestRetry ? FirstRetry * factor : LongestRetry;
    }
}
