using DePin.Attestation.Evidence;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Checkpoints;

/// <summary>A node whose job keeps checkpoints and runs until it is ended, and which looks for them often.</summary>
internal sealed class SavingNode : IDisposable
{
    public TestNode Node { get; } = new()
    {
        Job = new FakeJob { ExitCode = null, Log = "hello\n"u8.ToArray() },
        Rules = TestNode.Fast with
        {
            LookForCheckpointEvery = TimeSpan.FromMilliseconds(10),
            LookForCheckpointAtLeast = TimeSpan.FromMilliseconds(10),
        },
    };

    public FakeCheckpoints Checkpoints => Node.Scheduler.Checkpoints;

    public Lease Grant(JobId? job = null, long epoch = 1, TimeSpan? every = null) => Node.Scheduler.Grant(
        Node.Spec with { Checkpoint = SavedState.Policy with { Every = every ?? SavedState.Policy.Every }, Retries = 3 }, job, epoch);

    public Task ReportedAsync(int count, CancellationToken token) =>
        Node.Scheduler.UntilAsync(() => Checkpoints.Reports.Count >= count, token);

    /// <summary>The node looks so many times more for a manifest.</summary>
    public async Task LookedAsync(int times, CancellationToken token)
    {
        int Looks() => Node.Engine.Calls.Count(call => call.StartsWith("archive ", StringComparison.Ordinal));
        int before = Looks();
        await TestNode.UntilAsync(() => Looks() >= before + times, token);
    }

    public WorkEvidence Evidence(Lease lease) =>
        EvidenceStatement.Parse(Node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate;

    public void Dispose() => Node.Dispose();
}
