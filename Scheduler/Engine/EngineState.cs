using DePin.Attestation;
using DePin.Protocol;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// What the engine decides by: everything that is not finished. Owned by one thread; after a failed commit it is made anew from the store.
/// </summary>
internal sealed class EngineState
{
    private const int RecentKeysKept = 65_536;

    private readonly PriorityQueue<Deadline, TimeSpan> _deadlines = new();
    private long _arrivals;

    private EngineState(EngineRules rules) => Rules = rules;

    public EngineRules Rules { get; }

    public Dictionary<JobId, LiveJob> Jobs { get; } = [];

    /// <summary>Attempts that hold a lease.</summary>
    public Dictionary<AttemptId, LiveAttempt> Attempts { get; } = [];

    public Dictionary<Address, LiveNode> Nodes { get; } = [];

    public PendingJobs Pending { get; } = new();

    /// <summary>Idempotency keys used since the start; older ones are in the store, where the edge looks first.</summary>
    public RecentMap<(string Owner, string Key), JobRow> RecentKeys { get; } = new(RecentKeysKept);

    /// <summary>The scheduler stops: no poll is parked any more.</summary>
    public bool Stopping { get; set; }

    /// <summary>Number of the last ledger row.</summary>
    public long LedgerNumber { get; set; }

    /// <summary>Hash of the last ledger row; zero before the first.</summary>
    public Hash32 LedgerHash { get; set; }

    /// <summary>Challenges that have not ended.</summary>
    public Dictionary<Hash32, LiveChallenge> Challenges { get; } = [];

    /// <summary>Monotonic time of the next round of challenges; null before it was drawn.</summary>
    public TimeSpan? NextAuditRound { get; set; }

    public IEnumerable<NodeOffer> Offers => Nodes.Values.Select(node => node.Offer(Rules));

    /// <summary>
    /// The state after a start: every live lease gets a whole life and the reconnect budget, so that our outage expires nobody's job.
    /// </summary>
    public static EngineState Load(StoredState stored, EngineRules rules, Instant now)
    {
        EngineState state = new(rules) { LedgerNumber = stored.LedgerNumber, LedgerHash = stored.LedgerHash };
        state.LoadNodes(stored, now);
        foreach (JobRow row in stored.LiveJobs)
        {
            state.Jobs.Add(row.Id, state.NewJob(row));
        }

        foreach (AttemptRow attempt in stored.Attempts)
        {
            state.LoadAttempt(attempt, now.Monotonic + rules.ReconnectBudget);
        }

        foreach ((AttemptId attempt, Protocol.Wire.ArtifactEntry entry) in stored.Artifacts)
        {
            state.Attempts[attempt].Artifacts.Add(entry.Path, entry);
            state.Attempts[attempt].ArtifactBytes += entry.Size;
        }

        foreach (ChallengeRow row in stored.Challenges)
        {
            state.LoadChallenge(row, now.Monotonic);
        }

        foreach (LiveJob job in state.Jobs.Values.Where(job => job.Attempt is null))
        {
            state.Pending.Add(job);
        }

        return state;
    }

    public LiveJob NewJob(JobRow row) => new(row, ++_arrivals);

    public void Arm(Deadline deadline, TimeSpan due) => _deadlines.Enqueue(deadline, due);

    public bool TryPopDue(TimeSpan now, out Deadline? deadline)
    {
        deadline = null;
        return _deadlines.TryPeek(out _, out TimeSpan due) && due <= now && _deadlines.TryDequeue(out deadline, out _);
    }

    private void LoadNodes(StoredState stored, Instant now)
    {
        foreach (NodeRow row in stored.Nodes)
        {
            Nodes.Add(row.Address, new LiveNode(row, now.Monotonic));
        }

        foreach (GpuRow gpu in stored.Gpus)
        {
            Nodes[gpu.Node].Gpu(gpu.Uuid).Row = gpu;
        }

        foreach (BootRow boot in stored.Boots)
        {
            LiveNode node = Nodes[boot.Node];
            if (node.Boot is { } earlier)
            {
                node.PastBoots.Add(earlier.Boot);
            }

            node.Boot = boot;
        }

        foreach (CommandRow command in stored.Commands.Where(command => Nodes[command.Node].Boot?.Boot == command.Boot))
        {
            Nodes[command.Node].Commands.Add(command);
        }

        foreach ((Address node, AttemptId attempt) in stored.RecentlyAttested)
        {
            Nodes[node].Attested.Add(attempt);
        }
    }

    /// <summary>Nobody knows how long an open one has taken; one that was committed to may still be opened.</summary>
    private void LoadChallenge(ChallengeRow row, TimeSpan now)
    {
        LiveChallenge challenge = new(row, now) { LostClock = true, CommittedAt = row.Answer is null ? null : now };
        Challenges.Add(row.Id, challenge);
        Nodes[row.Node].Gpu(row.Gpu).Challenge = challenge;
        Arm(new Deadline.Proof(challenge), now);
    }

    private void LoadAttempt(AttemptRow row, TimeSpan renewedAt)
    {
        LiveJob job = Jobs[row.Job];
        if (row.End is not null)
        {
            job.Remember(row);
            return;
        }

        LiveAttempt attempt = new(job, row, renewedAt);
        job.Attempt = attempt;
        Attempts.Add(row.Id, attempt);
        Nodes[row.Node].Add(attempt);
        Arm(new Deadline.Renewal(attempt), renewedAt + job.ReassignAfter(Rules));
    }
}
