using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd;

/// <summary>kill −9 of each program in the middle of a running job: the job ends once, its log is exact, it is owed once.</summary>
[NonParallelizable]
internal sealed class KillTests
{
    private const int Lines = 40;
    private static readonly TimeSpan JobBound = TimeSpan.FromSeconds(240);

    private static string WholeLog => string.Concat(Enumerable.Range(1, Lines).Select(line => $"line {line}\n"));

    [Test]
    [CancelAfter(360_000)]
    public Task Killing_the_agent_loses_nothing(CancellationToken token) => LosesNothingAsync(
        liveRestore: true,
        async depin =>
        {
            await depin.Node.KillAsync(token);
            await depin.StartNodeAsync(token);
        },
        token);

    [Test]
    [CancelAfter(360_000)]
    public Task Killing_the_scheduler_loses_nothing(CancellationToken token) => LosesNothingAsync(
        liveRestore: true,
        async depin =>
        {
            await depin.Scheduler.KillAsync(token);
            await depin.StartSchedulerAsync(token);
        },
        token);

    [Test]
    [CancelAfter(360_000)]
    public Task Killing_a_dockerd_with_live_restore_loses_nothing(CancellationToken token) => LosesNothingAsync(
        liveRestore: true,
        async depin =>
        {
            await depin.Engine.KillAsync(token);
            await depin.Engine.StartAsync(token);
        },
        token);

    [Test]
    [CancelAfter(360_000)]
    public async Task Killing_a_dockerd_that_ends_its_containers_makes_the_job_run_again_and_earns_once(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: false, token);
        JobView job = await SubmitCounterAsync(depin, token);
        await depin.RunningAsync(job.Id, JobBound, token);

        await depin.Engine.KillAsync(token);
        await depin.Engine.StartAsync(token);

        job = await depin.FinishedAsync(job.Id, JobBound, token);
        Assert.That(
            job.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded), () => depin.Node.Tail());
        Assert.That(job.Attempts[0].Outcome, Is.EqualTo(Outcome.HostFault), "a container killed with its engine is not the job's fault");
        Assert.That(await depin.LogAsync(job.Id, token), Does.EndWith(WholeLog));
        await AssertOwedOnceAsync(depin, job, token);
    }

    private static async Task LosesNothingAsync(bool liveRestore, Func<Deployment, Task> kill, CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore, token);
        JobView job = await SubmitCounterAsync(depin, token);
        await depin.RunningAsync(job.Id, JobBound, token);

        await kill(depin);

        job = await depin.FinishedAsync(job.Id, JobBound, token);
        Assert.That(
            job.State,
            Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded),
            () => $"{job.State}\n{depin.Node.Tail()}");
        Assert.That(await depin.LogAsync(job.Id, token), Is.EqualTo(WholeLog), "every byte once, in order");
        Assert.That(job.Attempts, Has.Count.EqualTo(1), "the running container was adopted, not replaced");
        await AssertOwedOnceAsync(depin, job, token);
    }

    private static Task<JobView> SubmitCounterAsync(Deployment depin, CancellationToken token) => depin.SubmitAsync(
        $$"""
        version: depin/v1
        name: counter
        image: {{depin.Image}}
        command: [sh, -c, "i=0; while [ $i -lt {{Lines}} ]; do i=$((i+1)); echo line $i; sleep 1; done"]
        resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
        timeout: 5m
        """,
        token);

    private static async Task AssertOwedOnceAsync(Deployment depin, JobView job, CancellationToken token)
    {
        LedgerRow[] rows = [.. (await depin.LedgerAsync(token)).Where(row => row.Job == job.Id)];
        Assert.That(rows.Count(row => row.Amount != "0"), Is.EqualTo(1), "a host fault's row is there and owes nothing");
        Assert.That(rows, Has.Length.EqualTo(job.Attempts.Count), "one row for each attested attempt");
        Assert.That(
            await depin.Engine.DockerAsync(token, "ps", "-aq", "--filter", "label=depin.attempt"), Is.Empty, "no container is left");
    }
}
