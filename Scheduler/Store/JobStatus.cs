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
/// Every arrow is one commit, and nobody hears of it before. Who causes it, and why it may be repeated:
/// <list type="table">
/// <item><term>grant</term><description>The matcher, when a node takes the job. The epoch grows with it, so that one lease of a job counts
/// at a time; the node's copy is sent again until it is acknowledged, and accepted once, by its attempt.</description></item>
/// <item><term>attestation</term><description>The node. Its digest, its ledger row and the attempt's end in one commit, fenced by attempt
/// and epoch; the same digest again gets the same reply, another one for its sequence is an equivocation.</description></item>
/// <item><term>node lost</term><description>Time: a node that renews nothing for longer than its lease can live. The attempt's end is
/// written when the job goes to another node, or when none is left to wait for.</description></item>
/// <item><term>cancel</term><description>The submitter: at once while the job waits, otherwise by a command to the node, which ends it by
/// an attestation.</description></item>
/// </list>
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
