using DePin.NodeAgent.Attempts.Room;

namespace DePin.NodeAgent.Attempts;

/// <summary>What is known of a run when its container has ended. The engine forgets half of it, so it is written down at once.</summary>
public sealed record RunResult
{
    /// <summary>128 + signal when a signal ended the process; −1 when the container vanished.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The kernel killed a process of the job because its memory limit was reached.</summary>
    public required bool OutOfMemory { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long StartedAt { get; init; }

    /// <summary>Unix milliseconds: <see cref="RunEnd"/>.</summary>
    public required long FinishedAt { get; init; }

    /// <summary>It was told to stop before it ended.</summary>
    public bool Stopped { get; init; }

    /// <summary>Limits that were reached while it ran, in the order of <see cref="JobLimit"/>.</summary>
    public required IReadOnlyList<JobLimit> LimitsHit { get; init; }

    public required RunUsage Usage { get; init; }

    /// <summary>What it had on the disk without a name, where it was stopped to make room there.</summary>
    public HiddenDisk? Hidden { get; init; }

    /// <summary>What it left on the disk beyond its limit, where it ended before it was told to stop for that.</summary>
    public DiskExcess? Excess { get; init; }

    /// <summary>What befell the container from outside, if anything did.</summary>
    public Incident? Incident { get; init; }

    /// <summary>Said where the engine, who reads a container's output, was away at the container's end: whatever the verdict is.</summary>
    public const string EndUnread = "the engine was away when the container ended: the end of the log may be missing";

    /// <summary>What was seen of the job's GPUs and of its log, one fact an entry: it goes into the evidence of any verdict.</summary>
    public IReadOnlyList<string> Seen { get; init => field = value ?? []; } = [];
}
