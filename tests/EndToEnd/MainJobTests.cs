using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd;

/// <summary>A job's whole way on real processes and real containers: submitted, pulled, run, delivered, attested, owed.</summary>
[NonParallelizable]
internal sealed class MainJobTests
{
    private static readonly TimeSpan JobBound = TimeSpan.FromSeconds(90);

    [Test]
    [CancelAfter(240_000)]
    public async Task One_jobs_output_is_anothers_input_and_both_end_in_a_verified_attestation_and_a_ledger_row(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: false, token);

        JobView first = await depin.SubmitAsync(
            $$"""
            version: depin/v1
            name: writer
            image: {{depin.Image}}
            command: [sh, -c, "echo hello from the job; echo to stderr >&2; mkdir -p /outputs/sub; printf 12345 > /outputs/sub/value.txt"]
            resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
            outputs: [/outputs]
            timeout: 1m
            """,
            token);
        first = await depin.FinishedAsync(first.Id, JobBound, token);
        Assert.That(
            first.State,
            Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded),
            () => $"{first.State}\n{depin.Node.Tail()}");
        string log = await depin.LogAsync(first.Id, token);
        Assert.That(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(new[] { "hello from the job", "to stderr" }));

        JobView second = await depin.SubmitAsync(
            $$"""
            version: depin/v1
            name: reader
            image: {{depin.Image}}
            command: [sh, -c, "test $(cat /inputs/value.txt) = 12345 && echo the input is what the output was"]
            resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
            timeout: 1m
            """,
            token,
            "--input",
            $"/inputs/value.txt={first.Id}:outputs/sub/value.txt");
        second = await depin.FinishedAsync(second.Id, JobBound, token);
        Assert.That(await depin.LogAsync(second.Id, token), Is.EqualTo("the input is what the output was\n"));

        string downloads = Directory.CreateTempSubdirectory("depin-e2e-out-").FullName;
        Assert.That((await depin.CliAsync(token, "job", "outputs", first.Id.ToString(), "--to", downloads)).ExitCode, Is.Zero);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(downloads, "outputs", "sub", "value.txt"), token), Is.EqualTo("12345"));

        foreach (JobView job in new[] { first, second })
        {
            string file = Path.Combine(downloads, $"{job.Id}.json");
            Assert.That((await depin.CliAsync(token, "job", "attestation", job.Id.ToString(), "--to", file)).ExitCode, Is.Zero);
            ShellResult verified = await Deployment.VerifyAsync(file, token);
            Assert.That(verified.ExitCode, Is.Zero, () => verified.Output + verified.Error);
        }

        IReadOnlyList<LedgerRow> ledger = await depin.LedgerAsync(token);
        Assert.That(ledger.Select(row => row.Job), Is.EquivalentTo(new[] { first.Id, second.Id }));
        Assert.That(
            await depin.Engine.DockerAsync(token, "ps", "-aq", "--filter", "label=depin.attempt"),
            Is.Empty,
            "a finished job leaves no container");
        Directory.Delete(downloads, recursive: true);
    }

    [Test]
    [CancelAfter(240_000)]
    public async Task A_running_job_can_be_followed_and_cancelled(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: false, token);
        JobView job = await depin.SubmitAsync(
            $$"""
            version: depin/v1
            name: ticker
            image: {{depin.Image}}
            command: [sh, -c, "trap 'echo stopping; exit 3' TERM; i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2; done"]
            resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
            timeout: 5m
            """,
            token);
        await depin.RunningAsync(job.Id, JobBound, token);
        await Eventually.TrueAsync(
            async () => (await depin.LogAsync(job.Id, token)).Contains("tick 5\n", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20),
            () => "the log of a running job did not grow",
            token);

        Assert.That((await depin.CliAsync(token, "job", "cancel", job.Id.ToString())).ExitCode, Is.Zero);
        job = await depin.FinishedAsync(job.Id, JobBound, token);

        Assert.That(job.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Cancelled));
        Assert.That(await depin.LogAsync(job.Id, token), Does.EndWith("stopping\n"));
    }
}
