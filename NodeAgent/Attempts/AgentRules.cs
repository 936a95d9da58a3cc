using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>Every wait and bound of the agent's loops, in one place. Tests shorten them; a node runs with these.</summary>
public sealed record AgentRules
{
    /// <summary>The loop looks around at least this often. 10 s.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The engine is asked for all our containers at least this often. 30 s.</summary>
    public TimeSpan ListEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First and longest wait before the engine is asked again. 0.1 s, 5 s.</summary>
    public (TimeSpan First, TimeSpan Most) EngineRetry { get; init; } = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    /// <summary>First and longest wait before the scheduler is asked again. 0.5 s, 60 s.</summary>
    public (TimeSpan First, TimeSpan Most) SchedulerRetry { get; init; } = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60));

    /// <summary>First and longest wait before a word about a proof is sent again, while the scheduler's clock runs. 0.1 s, 2 s.</summary>
    public (TimeSpan First, TimeSpan Most) ProofRetry { get; init; } = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    /// <summary>A registry that cannot be reached, or that sends damage, is asked so many times. 6, over about a minute.</summary>
    public int PullTries { get; init; } = 6;

    /// <summary>First and longest wait between two pulls. 1 s, 30 s.</summary>
    public (TimeSpan First, TimeSpan Most) PullRetry { get; init; } = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>An input that arrives damaged is fetched so many times. 3.</summary>
    public int InputTries { get; init; } = 3;

    /// <summary>An engine that answers what it should not gets so many chances before the attempt is called a host fault. 5.</summary>
    public int EngineTries { get; init; } = 5;

    /// <summary>And so many once the job ran. 25, over about a minute.</summary>
    public int EngineTriesOfRun { get; init; } = 25;

    /// <summary>Usage is sampled this often. 1 s.</summary>
    public TimeSpan SampleEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The writable layer is measured this often, and never for more than a fifth of the time. 2 s.</summary>
    public TimeSpan MeasureDiskEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Between two measurements the machine's free room is read this often: a disk that fills fast is measured sooner. 0.1 s.
    /// </summary>
    public TimeSpan WatchDiskEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The GPUs of a job are looked at this often: a lost one is found within a minute. 10 s.</summary>
    public TimeSpan LookAtGpusEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The room on the machine's disk is looked at this often. 1 s.</summary>
    public TimeSpan WatchRoomEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Images that no job uses are looked at this often, and every second while one has to go. 10 s.</summary>
    public TimeSpan LookAtImagesEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A job's checkpoint directory is looked at this often while a checkpoint is expected, and otherwise ten times between two
    /// savings, between this and <see cref="LookForCheckpointAtLeast"/>. 1 s.
    /// </summary>
    public TimeSpan LookForCheckpointEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>And at least this often. 10 s.</summary>
    public TimeSpan LookForCheckpointAtLeast { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A stop order cancels a look at checkpoints, and waits for its end so long before it stops the container. 1 s.</summary>
    public TimeSpan EndLookWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A checkpoint's files may be longer by this than all that the job has on its disk, by the engine's measure: what is longer is holes,
    /// and reading holes costs what reading bytes does. 64 MiB.
    /// </summary>
    public long CheckpointSlackBytes { get; init; } = 64L << 20;

    /// <summary>The place in the log is written down this often while a job writes. 0.5 s.</summary>
    public TimeSpan JournalLogEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How far two boot clocks may drift apart within a lease, and a stop take longer than its grace. 3 s.</summary>
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How far this machine's clock may be from the scheduler's before it takes no more work. 2 min, well within
    /// <see cref="WireLimits.ClockTolerance"/>, beyond which the scheduler refuses what is attested.
    /// </summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A clock that somebody sets is noticed within this time, also while a sync is parked. 5 s.</summary>
    public TimeSpan LookAtClockEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A parked sync is replaced by a new one this long before a lease would have to be given up. 8 s.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// A container without an attempt waits this long after the start for the scheduler to name its lease again. One TTL.
    /// </summary>
    public TimeSpan AdoptWithin { get; init; } = WireLimits.LeaseTtl;

    /// <summary>A parked sync is replaced for the sake of shown progress no more often than this. 2 s.</summary>
    public TimeSpan ShowProgressEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of an output that travel in one part. 4 MiB.</summary>
    public int OutputPartBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of a log, its marker included. <see cref="WireLimits.LogBytes"/>.</summary>
    public long LogBytes { get; init; } = WireLimits.LogBytes;
}
