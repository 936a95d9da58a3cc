using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>Pure: what follows for checkpoints from how an attempt ended.</summary>
internal static class CheckpointRules
{
    /// <summary>
    /// Whether another attempt may go on from where this one was: not after success or the submitter's cancel, nor after the fault of a job
    /// that has no retries.
    /// </summary>
    public static bool MayGoOn(Attempt attempt, Verdict verdict) => attempt.Lease.Spec.Checkpoint is not null && verdict.Outcome switch
    {
        Outcome.Succeeded => false,
        Outcome.Cancelled => attempt.Stop is { Cause: StopCause.Drained },
        Outcome.JobFault => attempt.Lease.Spec.Retries > 0,
        _ => true,
    };

    /// <summary>The number and the link that the attempt's next checkpoint follows.</summary>
    public static (long Number, Attestation.Hash32 Link, Protocol.Jobs.ContentHash? Manifest) Last(
        Attempt attempt, IReadOnlyList<TakenCheckpoint> taken) => (taken, attempt.Lease.Checkpoint) switch
        {
            ([.., var own], _) => (own.Number, own.ToEvidence().Link, own.Manifest),
            (_, { } leased) => (leased.Number, leased.Link, leased.Manifest),
            _ => (0, default, null),
        };
}
