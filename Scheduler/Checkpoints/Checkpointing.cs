using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Checkpoints;

/// <summary>Takes note of a job's last complete checkpoint: under its lease, each one chained to the one before.</summary>
internal static class Checkpointing
{
    public static Answer<CheckpointReply> Record(Turn turn, EngineRequest.RecordCheckpoint request)
    {
        if (!Attesting.Held(turn, request.Key).TryGet(out LiveAttempt? attempt, out Refusal? refusal))
        {
            return refusal;
        }

        CheckpointReport report = request.Report;
        JobRow job = attempt.Job.Row;
        if (job.Checkpoint is { } same && (same.Number, same.Manifest, same.Epoch) == (report.Number, report.Manifest, request.Key.Epoch))
        {
            return new CheckpointReply(same.Number, same.Link);
        }

        (long number, Hash32 link) = job.Checkpoint is { } last ? (last.Number, last.Link) : (0, default);
        if (report.Number != number + 1 || report.Previous != link)
        {
            return Refusal.Rejected(
                $"checkpoint {report.Number} names {report.Previous} as the link before, but the job's last is checkpoint {number}, {link}",
                "go on from the checkpoint that the lease names; one job's checkpoints are one chain");
        }

        long age = Math.Clamp(report.AgeMs, 0, Math.Max(0, turn.Now.UnixMs - attempt.Row.LeasedAt));
        SavedCheckpoint saved = new(
            report.Number, report.Manifest, CheckpointEvidence.LinkOf(link, report.Manifest.Value), request.Bytes,
            turn.Now.UnixMs - age, request.Key.Epoch, link);

        // The job has got on: faults of hosts and networks are counted anew.
        turn.Save(attempt.Job, job with { Checkpoint = saved, Setbacks = 0 });
        turn.Save(attempt, attempt.Row with { Checkpoints = attempt.Row.Checkpoints + 1, CheckpointProblem = null });
        turn.Decision.Saved(job.Id, saved.Manifest);
        return new CheckpointReply(saved.Number, saved.Link);
    }

    /// <summary>The attempt's own last checkpoint; null when it took none.</summary>
    public static SavedCheckpoint? LastOf(LiveAttempt attempt) =>
        attempt.Job.Row.Checkpoint is { } last && last.Epoch == attempt.Row.Epoch ? last : null;

    /// <summary>
    /// An attestation may speak of a checkpoint more than was reported, for the end can come between, but of none less: the chain in the
    /// evidence holds what the scheduler has.
    /// </summary>
    public static Refusal? CheckEvidence(LiveAttempt attempt, IReadOnlyList<CheckpointEvidence> evidence)
    {
        if (LastOf(attempt) is not { } last)
        {
            return null;
        }

        return evidence.Any(one => one.Number == last.Number && one.Link == last.Link) ? null : Refusal.Rejected(
            $"the evidence does not hold checkpoint {last.Number} with the link {last.Link}, which this attempt reported",
            "attest every checkpoint that was reported");
    }

    /// <summary>Milliseconds that an attested attempt worked after its last durable checkpoint: by one clock, the node's.</summary>
    public static long LostMs(LiveAttempt attempt, IReadOnlyList<CheckpointEvidence> evidence, long startedAt, long finishedAt)
    {
        long? saved = LastOf(attempt) is { } last ? evidence.FirstOrDefault(one => one.Number == last.Number)?.At : null;
        return Math.Max(0, finishedAt - Math.Max(startedAt, saved ?? 0)) * 1000;
    }

    /// <summary>
    /// Milliseconds that a lost attempt worked after its last checkpoint, by the scheduler's clock: it may have, while its lease lived.
    /// </summary>
    public static long LostMs(Turn turn, LiveAttempt attempt)
    {
        if (attempt.Row.RunningAt is not { } began)
        {
            return 0;
        }

        long silent = (long)(turn.Now.Monotonic - attempt.RenewedAt).TotalMilliseconds;
        TimeSpan mayWork = turn.Rules.LeaseTtl + (attempt.Job.Row.Spec.DisconnectGrace ?? TimeSpan.Zero);
        long end = turn.Now.UnixMs - Math.Max(0, silent - (long)mayWork.TotalMilliseconds);
        return Math.Max(0, end - Math.Max(began, LastOf(attempt)?.At ?? 0));
    }
}
