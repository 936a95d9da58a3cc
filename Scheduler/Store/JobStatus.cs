using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol;

namespace DePin.Scheduler.Store;

/// <summary>
/// Where a job is, as the store keeps it.
/// <code>
/// Queued ──grant (epoch+1)──▶ Leased ──attestation, or node lost──▶ Finished
///   ▲  └──cancel──────────────────────────────────────────────────▶ Finished
///   └──retry: job fault with retries left, host or network fault, node lost──┘ (from Leased)
/// </code>
/// Every arrow is one commit. A repeated request finds the arrow taken and changes nothing.
/// </summary>
internal abstract record JobStatus
{
    private JobStatus()
    {
    }

    public sealed record Queued : JobStatus;

    public sealed record Leased(AttemptId Attempt) : JobStatus;

    /// <param name="At">Unix milliseconds.</param>
    /// <param name="Attestation">Digest of the attestation that ended it; null when none did.</param>
    public sealed record Finished(long At, Outcome Outcome, int? ExitCode, string Reason, Hash32? Attestation) : JobStatus;
}
