using DePin.NodeAgent.Attempts;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>
/// When a job is asked for a checkpoint, when its directory is looked at, and when it should have written one. Pure: all times are on the
/// boot clock, and each event makes the next schedule.
/// </summary>
internal sealed record CheckpointSchedule
{
    private const int LooksPerSaving = 10;

    /// <summary>While a container is read from, its engine answers nothing else about it: that may take this part of the time.</summary>
    private const int RestPerLook = 4;

    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);

    private readonly CheckpointPolicy _policy;
    private readonly AgentRules _rules;

    private CheckpointSchedule(CheckpointPolicy policy, AgentRules rules)
    {
        _policy = policy;
        _rules = rules;
    }

    /// <summary>The last complete checkpoint was seen, or the job was started.</summary>
    public TimeSpan Since { get; private init; }

    public bool IsDraining => DrainingSince is not null;

    private TimeSpan NextAsk { get; init; }

    private TimeSpan NextLook { get; init; }

    /// <summary>Null when no answer is awaited.</summary>
    private TimeSpan? AskedAt { get; init; }

    private TimeSpan? DrainingSince { get; init; }

    private bool WasTold { get; init; }

    /// <summary>As if there had been one agent from the job's start: one that is restarted asks when the one before would have.</summary>
    public static CheckpointSchedule Begin(CheckpointPolicy policy, AgentRules rules, RunStart start, TimeSpan now, Guid kernelBoot)
    {
        TimeSpan ran = start.KernelBoot == kernelBoot && now > start.BootTime ? now - start.BootTime : TimeSpan.Zero;
        return new CheckpointSchedule(policy, rules)
        {
            Since = now - ran,
            NextAsk = now - ran + (policy.Every * (Math.Floor(ran / policy.Every) + 1)),
            NextLook = now,
        };
    }

    /// <summary>The node is drained, or is not any more.</summary>
    public CheckpointSchedule Drain(bool draining, TimeSpan now) => draining switch
    {
        true when !IsDraining => this with { DrainingSince = now, NextAsk = now, NextLook = now },
        false when IsDraining => this with { DrainingSince = null },
        _ => this,
    };

    public bool MustAsk(TimeSpan now) => _policy.Signal is not null && now >= NextAsk;

    public CheckpointSchedule Asked(TimeSpan now) => this with
    {
        AskedAt = AskedAt ?? now,
        NextAsk = now + _policy.Every,
        NextLook = Min(NextLook, now + _rules.LookForCheckpointEvery),
    };

    public bool MustLook(TimeSpan now) => now >= NextLook;

    /// <param name="now">When the look ended.</param>
    /// <param name="took">How long it took: the next one waits for four times as long.</param>
    public CheckpointSchedule Looked(TimeSpan now, TimeSpan took) => this with { NextLook = now + Max(Pause, took * RestPerLook) };

    /// <summary>A complete checkpoint was taken.</summary>
    public CheckpointSchedule Saved(TimeSpan now, TimeSpan took) =>
        (this with { Since = now, AskedAt = null, WasTold = false }).Looked(now, took);

    /// <summary>The job should have written a checkpoint by now, and nobody was told yet that it has not.</summary>
    public bool IsOverdue(TimeSpan now) => !WasTold && now >= (
        _policy.Signal is null ? Since + _policy.Every + _policy.Grace
        : AskedAt is { } asked ? asked + _policy.Grace
        : TimeSpan.MaxValue);

    public CheckpointSchedule Told() => this with { WasTold = true };

    /// <summary>
    /// A drained node waits no longer: for the answer to its signal the grace, and where there is none to send, for the job's own next
    /// saving.
    /// </summary>
    public bool DrainIsOverdue(TimeSpan now) =>
        DrainEnds is { } end && now >= end;

    /// <summary>How long nothing has to be done.</summary>
    public TimeSpan Next(TimeSpan now)
    {
        TimeSpan due = _policy.Signal is null ? NextLook : Min(NextLook, NextAsk);
        due = DrainEnds is { } end && end > now ? Min(due, end) : due;
        return due - now < _shortest ? _shortest : due - now;
    }

    private TimeSpan? DrainEnds => DrainingSince + (_policy.Signal is null ? _policy.Every : _policy.Grace);

    private TimeSpan Pause => AskedAt is not null || IsDraining
        ? _rules.LookForCheckpointEvery
        : Max(_rules.LookForCheckpointEvery, Min(_policy.Every / LooksPerSaving, _rules.LookForCheckpointAtLeast));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
