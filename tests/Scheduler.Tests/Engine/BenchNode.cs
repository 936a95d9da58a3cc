using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

/// <summary>A well-behaved node against the bench: keeps what it is given, acknowledges it, and holds it until told otherwise.</summary>
internal sealed class BenchNode
{
    private static readonly TimeSpan _hold = TimeSpan.FromSeconds(20);

    // The core takes signatures as checked: any well-formed one will do.
    private static readonly PrivateKey _key = PrivateKey.FromBytes([.. Enumerable.Repeat((byte)0x4e, 32)]);

    private readonly EngineBench _bench;
    private CapacityRow? _capacity;
    private EngineRequest.Sync? _parked;

    public BenchNode(EngineBench bench, int number, Capacity? capacity = null)
    {
        _bench = bench;
        Node = EngineBench.Address(number);
        _capacity = Sign(capacity ?? Capacities.Of());
    }

    public Address Node { get; }

    public BootId Boot { get; private set; } = BootId.New();

    public long AckCommand { get; set; }

    public long NextEvent { get; set; } = 1;

    public ulong NextAttestation { get; set; }

    public bool Accepting { get; set; } = true;

    /// <summary>Leases received and not lost, by the order of their arrival.</summary>
    public List<Lease> Leases { get; } = [];

    public List<NodeCommand> Received { get; } = [];

    /// <summary>Syncs, and takes in the reply if there is one at once. True when it was answered.</summary>
    public bool Sync(params NodeEvent[] events)
    {
        _parked = new EngineRequest.Sync(Node, Body(events), _capacity, _hold);
        _capacity = null;
        _bench.Decide(_parked);
        return TakeReply() is not null;
    }

    /// <summary>The reply to the last sync, once there is one.</summary>
    public SyncReply? TakeReply()
    {
        if (_parked?.Ticket.Settled is not { } answer)
        {
            return null;
        }

        _parked = null;
        SyncReply reply = answer.OrThrow();
        foreach (NodeCommand command in reply.Commands.Where(command => command.Sequence > AckCommand))
        {
            Assert.That(command.Sequence, Is.EqualTo(AckCommand + 1), "commands are dense");
            AckCommand = command.Sequence;
            Received.Add(command);
            if (command is RunLease run)
            {
                Leases.Add(run.Lease);
            }
        }

        Leases.RemoveAll(lease => reply.Leases.Any(verdict => verdict.Attempt == lease.Attempt && verdict.Lost));
        return reply;
    }

    /// <summary>The request as it would be sent now.</summary>
    public SyncRequest Body(params NodeEvent[] events) => new()
    {
        Boot = Boot,
        AckCommand = AckCommand,
        CapacityVersion = 1,
        Capacity = _capacity?.Signed,
        Accepting = Accepting,
        Holding = [.. Leases.Select(lease => new HeldLease(lease.Attempt, lease.Epoch, AttemptPhase.Running))],
        Events = events,
    };

    public PhaseChanged Phase(Lease lease, AttemptPhase phase) =>
        new() { Sequence = NextEvent++, Attempt = lease.Attempt, Epoch = lease.Epoch, At = 0, Phase = phase };

    /// <summary>The journal is lost: a new boot that knows nothing.</summary>
    public void LoseJournal()
    {
        Boot = BootId.New();
        (AckCommand, NextEvent) = (0, 1);
        _parked = null;
        Leases.Clear();
        _capacity = Sign(Capacities.Of());
    }

    public Answer<AttestationReply> Attest(
        Lease lease, Func<WorkAttestation, WorkAttestation>? change = null, IReadOnlyList<CheckpointEvidence>? checkpoints = null)
    {
        Answer<AttestationReply> answer = _bench.Ask(new EngineRequest.Attest(
            new LeaseKey(lease.Attempt, lease.Epoch, Node), _bench.Attestation(lease, Node, NextAttestation, change) with
            {
                Checkpoints = checkpoints ?? [],
            }));
        if (answer.Refusal is null)
        {
            NextAttestation++;
            Leases.Remove(lease);
        }

        return answer;
    }

    private CapacityRow Sign(Capacity capacity) => new(Boot, 1, new SignedCapacity(
        capacity,
        new CapacityStatement
        {
            Node = Node,
            CapacityDigest = capacity.Digest(),
            MeasuredAt = 1_795_000_000,
            ExpiresAt = 1_900_000_000,
            Sequence = 1
        },
        _key.Sign(capacity.Digest())));
}
