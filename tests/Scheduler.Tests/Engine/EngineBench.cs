using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Attestations;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Pricing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

/// <summary>
/// The engine's pure core on a bench: requests in, decisions out, time by hand. With a store, every decision is committed to it.
/// </summary>
internal sealed class EngineBench(SqliteStore? store = null, EngineRules? rules = null)
{
    public static readonly EngineRules Rules = new()
    {
        LeaseTtl = TimeSpan.FromSeconds(60),
        ReassignAfter = TimeSpan.FromSeconds(120),
        ReconnectBudget = TimeSpan.FromSeconds(60),
        MaxPlacements = 3,
        MaxLiveJobs = 1000,
        MaxNodes = 100,
        ClockTolerance = TimeSpan.FromMinutes(5),
        Price = new PriceList(Amount.Parse("0.01"), Amount.Parse("1")),
    };

    /// <summary>Rules of an operator who believes what nodes say of their GPUs.</summary>
    public static EngineRules Trusting => Rules with { Audit = Rules.Audit with { RequireProof = false } };

    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private static readonly PrivateKey _scheduler = PrivateKey.FromBytes([.. Enumerable.Repeat((byte)0x5c, 32)]);

    private Instant _now = new(1_795_000_000_000, TimeSpan.FromHours(1));

    public EngineCore Core { get; private set; } = new(EngineState.Load(Empty, rules ?? Rules,
        new Instant(1_795_000_000_000, TimeSpan.FromHours(1))));

    /// <summary>Every write that was decided, in order.</summary>
    public List<StoreWrite> Writes { get; } = [];

    public IEnumerable<LedgerRow> Ledger => Writes.OfType<StoreWrite.Pay>().Select(pay => pay.Row);

    public long UnixMs => _now.UnixMs;

    public TimeSpan Monotonic => _now.Monotonic;

    private static StoredState Empty => new()
    {
        LiveJobs = [],
        Attempts = [],
        Artifacts = [],
        Nodes = [],
        Boots = [],
        Commands = [],
        RecentlyAttested = [],
        LedgerNumber = 0,
        LedgerHash = default,
    };

    public static Address Address(int number) => DePin.Attestation.Address.Parse($"0x{number:x40}");

    /// <summary>Time passes, and the engine is told so every second.</summary>
    public void Pass(TimeSpan by)
    {
        for (TimeSpan left = by; left > TimeSpan.Zero; left -= _tick)
        {
            TimeSpan step = left < _tick ? left : _tick;
            _now = new Instant(_now.UnixMs + (long)step.TotalMilliseconds, _now.Monotonic + step);
            Decide(new EngineRequest.Tick());
        }
    }

    public Decision Decide(EngineRequest request)
    {
        Decision decision = Core.Decide(request, _now);
        Writes.AddRange(decision.Writes);
        if (decision.Writes.Count > 0)
        {
            store?.Commit(decision.Writes);
        }

        decision.Release();
        return decision;
    }

    /// <summary>Asks for something that is answered at once.</summary>
    public Answer<T> Ask<T>(EngineRequest.Asking<T> request)
    {
        Decide(request);
        return request.Ticket.Settled ?? throw new AssertionException($"{request.GetType().Name} was not answered");
    }

    public JobId Submit(JobSpec? spec = null, string? key = null)
    {
        JobSpec job = spec ?? Specs.Job();
        return Ask(new EngineRequest.Submit(Row(job, key))).OrThrow().Job;
    }

    public JobRow Row(JobSpec spec, string? key = null) => new()
    {
        Id = JobId.New(),
        Owner = "alice",
        IdempotencyKey = key,
        Spec = spec,
        SpecDigest = spec.Digest(),
        CreatedAt = _now.UnixMs,
    };

    /// <summary>As a submitter sees it; null once it is finished, when the store has it.</summary>
    public JobView? Show(JobId job) => Ask(new EngineRequest.ShowJobs([job])).OrThrow().GetValueOrDefault(job);

    /// <summary>The last row that was written of a job.</summary>
    public JobRow Stored(JobId job) => Writes.Select(write => write switch
    {
        StoreWrite.InsertJob insert => insert.Job,
        StoreWrite.SaveJob save => save.Job,
        _ => null,
    }).Last(row => row?.Id == job)!;

    /// <summary>The process dies, and a new one starts from the store.</summary>
    public void Restart()
    {
        StoredState stored = store!.Load(0);
        _now = new Instant(_now.UnixMs, TimeSpan.FromHours(7));
        Core = new EngineCore(EngineState.Load(stored, rules ?? Rules, _now));
    }

    /// <summary>An attestation that agrees with the lease, changed by <paramref name="change"/>.</summary>
    public CheckedAttestation Attestation(Lease lease, Address node, ulong sequence, Func<WorkAttestation, WorkAttestation>? change = null)
    {
        Assert.That(Core.State.Attempts.TryGetValue(lease.Attempt, out LiveAttempt? attempt) || attempt is null, Is.True);
        WorkAttestation message = new()
        {
            JobId = lease.Job.Value,
            AttemptId = lease.Attempt.Value,
            LeaseEpoch = (ulong)lease.Epoch,
            Node = node,
            Beneficiary = Address(0xbeef),
            SpecDigest = lease.SpecDigest,
            ImageDigest = lease.Spec.Image.Digest?.Value ?? default,
            ResultDigest = DePin.Attestation.Evidence.OutputManifest.Of(attempt?.Artifacts.Values.Select(AttestationRules.ToOutput)
                ?? []).Digest(),
            EvidenceDigest = Hash32.Sha256("evidence"u8),
            StartedAt = (ulong)(_now.UnixMs / 1000) - 10,
            FinishedAt = (ulong)(_now.UnixMs / 1000),
            GpuMilliseconds = 0,
            ExitCode = 0,
            Outcome = Outcome.Succeeded,
            Sequence = sequence,
            Previous = sequence == 0 ? default : Hash32.Sha256("previous"u8),
        };
        message = change is null ? message : change(message);
        Hash32 digest = Eip712.Digest(Eip712Domain.DePin(31337, default), message);
        return new CheckedAttestation
        {
            Message = message,
            Envelope = [1, 2, 3],
            Reply = new AttestationReply(digest, _scheduler.Sign(digest), _scheduler.Address),
            Reason = message.Outcome.ToString(),
            LimitsHit = [],
        };
    }
}
