using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>A known node: its durable row, its boot's sequences, and its heartbeat, which lives in memory only.</summary>
internal sealed class LiveNode(NodeRow row, TimeSpan seenAt)
{
    private readonly Dictionary<string, LiveGpu> _gpus = [];
    private NodeOffer? _offer;
    private TimeSpan? _answeredAt;

    public NodeRow Row { get; private set; } = row;

    public BootRow? Boot { get; set; }

    /// <summary>Boots this node has left behind; a message from one of them comes too late.</summary>
    public RecentSet<BootId> PastBoots { get; } = new(StoreWrite.BootsKept);

    /// <summary>Commands it has not acknowledged, in order.</summary>
    public List<CommandRow> Commands { get; } = [];

    public Dictionary<AttemptId, LiveAttempt> Attempts { get; } = [];

    /// <summary>
    /// Attestations accepted since the scheduler started or shortly before: repeats of what it may still hold are not "lost".
    /// </summary>
    public RecentSet<AttemptId> Attested { get; } = new(256);

    /// <summary>Attestation sequences accepted since the scheduler started; older ones are in the store.</summary>
    public RecentMap<ulong, AttestationReply> Sequences { get; } = new(256);

    /// <summary>Monotonic time of its last message.</summary>
    public TimeSpan SeenAt { get; set; } = seenAt;

    /// <summary>No message for longer than a lease lives, or none since the scheduler started.</summary>
    public bool Silent { get; private set; } = true;

    /// <summary>It has synced since the scheduler started.</summary>
    public bool EverHeard { get; private set; }

    /// <summary>False while the node itself takes no new work: its owner drains it, its disk is short, or its clock is wrong.</summary>
    public bool Accepting { get; private set; } = true;

    /// <summary>The version of its capacity that the node last named.</summary>
    public long SeenCapacityVersion { get; set; }

    public bool CapacityExpired { get; private set; }

    public ParkedSync? Parked { get; set; }

    /// <summary>What it offers has changed since the waiting jobs were last held against it.</summary>
    public bool Unmatched { get; set; }

    /// <summary>The capacity the node was last asked for, so that one that has none yet is asked once and not in a circle.</summary>
    public (BootId Boot, long Version)? AskedCapacity { get; set; }

    /// <summary>The shortest time between an answer and the next sync; null before one was seen. The node can make it longer.</summary>
    public TimeSpan? ShortestTrip { get; private set; }

    public bool IsOpen => State() == OfferState.Open;

    /// <summary>What is known of a GPU; null for one that was never asked.</summary>
    public LiveGpu? FindGpu(string uuid) => _gpus.GetValueOrDefault(uuid);

    /// <summary>What is known of a GPU, from now on if nothing was.</summary>
    public LiveGpu Gpu(string uuid)
    {
        if (!_gpus.TryGetValue(uuid, out LiveGpu? gpu))
        {
            _gpus[uuid] = gpu = new LiveGpu(GpuRow.New(Row.Address, uuid));
        }

        return gpu;
    }

    /// <summary>The place of a GPU in the capacity; 0 for one that is not there.</summary>
    public uint SlotOf(string uuid) => (uint)Math.Max(0,
        (Row.Capacity?.Signed.Capacity.Gpus ?? []).Index().FirstOrDefault(gpu => gpu.Item.Uuid == uuid).Index);

    /// <summary>Nothing runs on this GPU, and nothing is asked of it.</summary>
    public bool IsIdle(string uuid) =>
        FindGpu(uuid)?.Challenge is null && !Attempts.Values.Any(attempt => attempt.Row.Gpus.Contains(uuid));

    /// <summary>A proof that is too old stands no longer.</summary>
    public void ForgetOldProofs(Turn turn)
    {
        foreach (LiveGpu gpu in _gpus.Values)
        {
            List<ProvenFigure> standing = [.. gpu.Row.Figures.Where(figure => turn.Rules.Audit.Stands(figure, turn.Now.UnixMs))];
            if (standing.Count < gpu.Row.Figures.Count)
            {
                Save(gpu, gpu.Row with { Figures = standing }, turn.Decision);
            }
        }
    }

    public void Save(LiveGpu gpu, GpuRow row, Decision decision)
    {
        gpu.Row = row;
        Changed();
        decision.Write(new StoreWrite.SaveGpu(row));
    }

    /// <summary>An answer leaves; the next sync shows how long it was on its way, there and back.</summary>
    /// <param name="now">Null for an answer that nobody waits for any more.</param>
    public void Answered(TimeSpan? now) => _answeredAt = now;

    /// <summary>A sync arrived.</summary>
    public void Returned(TimeSpan now)
    {
        if (_answeredAt is { } answered && !(ShortestTrip <= now - answered))
        {
            ShortestTrip = now - answered;
        }

        _answeredAt = null;
    }

    public void Save(NodeRow row, Decision decision)
    {
        Row = row;
        Changed();
        decision.Write(new StoreWrite.SaveNode(row));
    }

    /// <summary>A message of the node's current boot has arrived.</summary>
    public void Heard(Turn turn, bool accepting, bool expired)
    {
        EverHeard = true;
        SeenAt = turn.Now.Monotonic;
        if (Silent)
        {
            turn.State.Arm(new Deadline.Silence(this), SeenAt + turn.Rules.LeaseTtl);
        }

        if (Silent || Accepting != accepting || CapacityExpired != expired)
        {
            (Silent, Accepting, CapacityExpired) = (false, accepting, expired);
            Changed();
        }
    }

    public void FellSilent()
    {
        Silent = true;
        Changed();
    }

    public void Add(LiveAttempt attempt)
    {
        Attempts.Add(attempt.Row.Id, attempt);
        Changed();
    }

    public void Remove(AttemptId attempt)
    {
        Attempts.Remove(attempt);
        Changed();
    }

    public NodeOffer Offer(EngineRules rules) => _offer ??= MakeOffer(rules);

    private void Changed()
    {
        _offer = null;
        Unmatched = true;
    }

    private OfferState State()
    {
        if (Silent)
        {
            return OfferState.Silent;
        }

        if (Row.Draining)
        {
            return OfferState.Draining;
        }

        if (!Accepting)
        {
            return OfferState.NotAccepting;
        }

        return Row.Capacity is null || CapacityExpired ? OfferState.Unstated : OfferState.Open;
    }

    private NodeOffer MakeOffer(EngineRules rules)
    {
        ProvenCapacity proven = ProvenCapacity.Of(Row.Capacity?.Signed.Capacity, uuid => FindGpu(uuid)?.Row, rules.Audit);
        Capacity? capacity = proven.Capacity;
        return new NodeOffer
        {
            Node = Row.Address,
            State = State(),
            Capacity = capacity,
            FreeCpuMillicores = (capacity?.CpuMillicores ?? 0) - Attempts.Values.Sum(attempt => attempt.Job.Requirement.CpuMillicores),
            FreeMemoryBytes = (capacity?.MemoryBytes ?? 0) - Attempts.Values.Sum(attempt => attempt.Job.Requirement.MemoryBytes),
            FreeDiskBytes = (capacity?.DiskBytes ?? 0) - Attempts.Values.Sum(attempt => attempt.Job.Requirement.DiskBytes),
            FreeGpus = [.. (capacity?.Gpus ?? []).Where(gpu => IsIdle(gpu.Uuid))],
            Unproven = proven.Unproven,
            Leases = Attempts.Count,
            Price = rules.Price,
        };
    }
}
