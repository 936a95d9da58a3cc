using System.Diagnostics;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>Jobs and nodes as people see them.</summary>
internal static class Views
{
    public static JobView Job(Turn turn, LiveJob job)
    {
        IEnumerable<AttemptRow> attempts = job.Attempt is { } live ? job.Past.Append(live.Row) : job.Past;
        JobState state = job.Row.Status switch
        {
            JobStatus.Queued => new JobState.Queued(turn.Explain(job).Summary),
            _ => State(job.Row, job.Attempt),
        };
        return Job(job.Row, [.. attempts], state);
    }

    /// <summary>A job as the store has it.</summary>
    public static JobView Job(JobRow row, IReadOnlyList<AttemptRow> attempts) => Job(row, attempts, State(row, null));

    public static NodeView Node(Turn turn, LiveNode node)
    {
        NodeOffer offer = node.Offer(turn.Rules);
        TimeSpan silent = turn.Now.Monotonic - node.SeenAt;
        return new NodeView
        {
            Address = node.Row.Address,
            Liveness = !node.Silent ? NodeLiveness.Connected : silent > turn.Rules.ReassignAfter ? NodeLiveness.Gone : NodeLiveness.Suspect,
            LastSeen = node.EverHeard ? turn.Now.UnixMs - (long)silent.TotalMilliseconds : node.Row.LastSeenAt,
            Draining = node.Row.Draining,
            Accepting = node.Accepting,
            Capacity = node.Row.Capacity?.Signed.Capacity,
            FreeCpuMillicores = (int)offer.FreeCpuMillicores,
            FreeMemoryBytes = offer.FreeMemoryBytes,
            FreeDiskBytes = offer.FreeDiskBytes,
            Holding = [.. node.Attempts.Keys],
            Gpus = [.. (node.Row.Capacity?.Signed.Capacity.Gpus ?? []).Select(gpu => Gpu(turn, node, gpu.Uuid))],
        };
    }

    private static GpuProofs Gpu(Turn turn, LiveNode node, string uuid)
    {
        LiveGpu? gpu = node.FindGpu(uuid);
        GpuRow row = gpu?.Row ?? GpuRow.New(node.Row.Address, uuid);
        return new GpuProofs
        {
            Gpu = uuid,
            Figures = row.Figures,
            Asked = gpu?.Challenge?.Row.Proof,
            Problem = row.WhyUnproven(turn.Rules.Audit),
            RetryAt = row.RetryAt,
        };
    }

    private static JobView Job(JobRow row, IReadOnlyList<AttemptRow> attempts, JobState state) => new()
    {
        Id = row.Id,
        State = state,
        Spec = row.Spec,
        SpecDigest = row.SpecDigest,
        CreatedAt = row.CreatedAt,
        FinishedAt = (row.Status as JobStatus.Finished)?.At,
        Attempts = [.. attempts.Select(Attempt)],
        Checkpoint = row.Checkpoint,
        LostMs = attempts.Sum(attempt => attempt.End?.LostMs ?? 0),
    };

    private static JobState State(JobRow row, LiveAttempt? live) => row.Status switch
    {
        JobStatus.Queued => new JobState.Queued("waiting for a node"),
        JobStatus.Leased when live is not null => new JobState.Placed(
            live.Row.Id, live.Row.Epoch, live.Row.Node, live.Row.Phase, live.Progress, live.Total),
        JobStatus.Finished end => new JobState.Finished(end.Outcome, end.Reason, end.ExitCode, end.Attestation),
        _ => throw new UnreachableException($"job {row.Id} is leased, but its attempt is not live"),
    };

    private static AttemptView Attempt(AttemptRow row) => new()
    {
        Id = row.Id,
        Epoch = row.Epoch,
        Node = row.Node,
        Phase = row.Phase,
        Image = row.Image,
        LeasedAt = row.LeasedAt,
        EndedAt = row.End?.At,
        Outcome = row.End?.Outcome,
        ExitCode = row.End?.ExitCode,
        Reason = row.End?.Reason,
        LimitsHit = row.End?.LimitsHit ?? [],
        LogBytes = 0,
        ResumedFrom = row.ResumedFrom,
        Checkpoints = row.Checkpoints,
        CheckpointProblem = row.CheckpointProblem,
        LostMs = row.End?.LostMs ?? 0,
    };
}
