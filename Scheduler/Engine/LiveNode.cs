using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Pricing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>A known node: its durable row, its boot's sequences, and its heartbeat, which lives in memory only.</summary>
internal sealed class LiveNode(NodeRow row, TimeSpan seenAt)
{
    private NodeOffer? _offer;

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

    public bool IsOpen => State() == OfferState.Open;

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

    public NodeOffer Offer(PriceList price) => _offer ??= MakeOffer(price);

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

    private NodeOffer MakeOffer(PriceList price)
    {
        Capacity? capacity = Row.Capacity?.Signed.Capacity;
        HashSet<string> taken = [.. Attempts.Values.SelectMany(attempt => attempt.Row.Gpus)];
        return new NodeOffer
        {
            Node = Row.Address,
            State = State(),
            Capacity = capacity,
            FreeCpuMillicores = (capacity?.CpuMillicores ?? 0) - Attempts.Values.Sum(attempt => attempt.Job.Requirement.CpuMillicores),
            FreeMemoryBytes = (capacity?.MemoryBytes ?? 0) - Attempts.Values.Sum(attempt => attempt.Job.Requirement.MemoryBytes),
            FreeDiskBytes = (capacity?.DiskBytes ?? 0) - Attempts.Values.Sum(attempt => attempt.Job.Requirement.DiskBytes),
            FreeGpus = [.. (capacity?.Gpus ?? []).Where(gpu => !taken.Contains(gpu.Uuid))],
            Leases = Attempts.Count,
            Price = price,
        };
    }
}
