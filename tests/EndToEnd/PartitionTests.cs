using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd;

/// <summary>A node that is cut off while it runs a job: somebody else does the work, and is paid for it alone.</summary>
[NonParallelizable]
internal sealed class PartitionTests
{
    private const int Lines = 30;

    /// <summary>Leases of seconds, so that a test outlives several.</summary>
    private const string ShortLeases =
        """{ "leaseTtl": "00:00:08", "syncHold": "00:00:02", "reassignAfter": "00:00:12", "reconnectBudget": "00:00:05" }""";

    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(120);

    [Test]
    [CancelAfter(360_000)]
    public async Task A_partition_that_heals_after_the_job_ran_elsewhere_leaves_one_payment_and_both_attempts_on_record(
        CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartWithoutNodeAsync(liveRestore: false, ShortLeases, token);
        await using CuttableLink link = depin.Link();
        ProductNode first = depin.AddNode("first", link.Url);
        ProductNode second = depin.AddNode("second", depin.Url);
        await depin.StartNodeAsync(first, token);
        JobView job = await depin.SubmitAsync(JobFile(depin.Image), token);
        await depin.RunningAsync(job.Id, _bound, token);
        await depin.StartNodeAsync(second, token);

        link.Cut();
        await depin.ReachedAsync(
            job.Id, state => state is JobState.Placed { Epoch: 2, Phase: AttemptPhase.Running }, _bound, token);
        string running = await depin.Engine.DockerAsync(token, "ps", "-q", "--filter", "label=depin.epoch=1");
        Assert.That(running, Is.Empty, "the node that was cut off had stopped its container before the other one started");

        job = await depin.FinishedAsync(job.Id, _bound, token);
        link.Mend();
        string told = "";
        await Eventually.TrueAsync(
            async () => (told = (await first.OwnerAsync(token, "jobs")).Output).Contains(" lost ", StringComparison.Ordinal),
            _bound,
            () => told,
            token);

        Assert.That(
            job.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded), () => $"{job.State}");
        string whole = string.Concat(Enumerable.Range(1, Lines).Select(line => $"line {line}\n"));
        Assert.That(await depin.LogAsync(job.Id, token), Does.EndWith(whole));
        LedgerRow row = (await depin.LedgerAsync(token)).Single(row => row.Job == job.Id);
        job = await depin.Api.JobAsync(job.Id, token);
        Assert.That(job.Attempts, Has.Count.EqualTo(2));
        Assert.That(row.Attempt, Is.EqualTo(job.Attempts[1].Id), "who did the work is paid, once");
        Assert.That(job.Attempts[0].Outcome, Is.Null, "what nobody attested has no outcome");
        Assert.That(job.Attempts[0].Reason, Does.Contain("silent").Or.Contain("lease"), "and why it ended stands there");
        Assert.That(job.Attempts.Select(attempt => attempt.Node).Distinct().Count(), Is.EqualTo(2));
        await Eventually.TrueAsync(
            async () => (await depin.Engine.DockerAsync(token, "ps", "-aq", "--filter", "label=depin.attempt")).Length == 0,
            _bound,
            () => "a container is left",
            token);
    }

    private static string JobFile(string image) =>
        $$"""
        version: depin/v1
        name: wanderer
        image: {{image}}
        command: [sh, -c, "i=0; while [ $i -lt {{Lines}} ]; do i=$((i+1)); echo line $i; sleep 1; done"]
        resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
        timeout: 5m
        stopGrace: 1s
        """;
}
