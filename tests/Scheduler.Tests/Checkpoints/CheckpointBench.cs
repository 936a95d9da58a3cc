using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tests.Engine;

namespace DePin.Scheduler.Tests.Checkpoints;

/// <summary>An engine with a store, a node, and a job that keeps checkpoints; the Nth checkpoint always has the same manifest.</summary>
internal sealed class CheckpointBench : IDisposable
{
    private const long Bytes = 100;
    private readonly TemporaryDirectory _directory = new();

    public CheckpointBench()
    {
        Store = SqliteStore.Open(_directory.File("scheduler.db"));
        Bench = new EngineBench(Store);
        Node = new BenchNode(Bench, 1);
    }

    public SqliteStore Store { get; }

    public EngineBench Bench { get; }

    public BenchNode Node { get; }

    public static ContentHash Manifest(int number) => ContentHash.Of([(byte)number]);

    public static CheckpointEvidence Link(int number, long at) => new(number, at, Manifest(number).Value, Bytes, LinkBefore(number));

    public static LeaseKey Key(Lease lease, BenchNode node) => new(lease.Attempt, lease.Epoch, node.Node);

    public static CheckpointReport Of(long number, ContentHash manifest, Hash32 previous) =>
        new() { Number = number, Manifest = manifest, Previous = previous, AgeMs = 0 };

    /// <summary>As if each had been taken just now.</summary>
    public CheckpointEvidence[] Evidence(params int[] numbers) => [.. numbers.Select(number => Link(number, Bench.UnixMs / 1000))];

    public Answer<CheckpointReply> Save(Lease lease, int number, Hash32? previous = null) =>
        Report(lease, Node, number, Manifest(number), previous ?? LinkBefore(number));

    public Answer<CheckpointReply> Report(Lease lease, BenchNode node, long number, ContentHash manifest, Hash32 previous) =>
        Bench.Ask(new EngineRequest.RecordCheckpoint(Key(lease, node), Of(number, manifest, previous), Bytes));

    /// <summary>A host fault.</summary>
    public void Fail(Lease lease, CheckpointEvidence[] checkpoints)
    {
        Node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 }, checkpoints).OrThrow();
        Node.Sync();
    }

    /// <summary>A new job, running on the node.</summary>
    public Lease Running()
    {
        Node.Sync();
        Bench.Submit(Specs.Job(spec => spec with { Checkpoint = new CheckpointPolicy { Path = ContainerPath.Parse("/checkpoints") } }));
        Node.TakeReply();
        Lease lease = Node.Leases.Single();
        Node.Sync(Node.Phase(lease, AttemptPhase.Running));
        Node.Sync();
        return lease;
    }

    public void Dispose()
    {
        Store.Dispose();
        _directory.Dispose();
    }

    private static Hash32 LinkBefore(int number) =>
        number == 1 ? default : CheckpointEvidence.LinkOf(LinkBefore(number - 1), Manifest(number - 1).Value);
}
