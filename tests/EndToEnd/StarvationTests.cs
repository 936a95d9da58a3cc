using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd;

/// <summary>A job that takes all there is of everything costs the agent no lease.</summary>
[NonParallelizable]
internal sealed class StarvationTests
{
    /// <summary>A sixth of the usual life of a lease.</summary>
    private const string ShortLeases =
        """{ "leaseTtl": "00:00:10", "syncHold": "00:00:02", "reassignAfter": "00:00:20", "reconnectBudget": "00:00:05" }""";

    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(180);

    [Test]
    [CancelAfter(360_000)]
    public async Task A_job_that_takes_all_processors_memory_disk_and_processes_costs_no_renewal(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartWithoutNodeAsync(liveRestore: false, ShortLeases, token);
        await depin.StartNodeAsync(depin.AddNode("node", depin.Url), token);
        int processors = Environment.ProcessorCount;
        JobView neighbour = await depin.SubmitAsync(
            JobFile(depin.Image, "neighbour", 0.1m, "64MiB", "i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo $i; sleep 0.5; done"), token);
        await depin.RunningAsync(neighbour.Id, _bound, token);
        JobView hog = await depin.SubmitAsync(JobFile(depin.Image, "hog", processors - 0.2m, "3GiB", Hog(processors)), token);

        neighbour = await depin.FinishedAsync(neighbour.Id, _bound, token);
        hog = await depin.FinishedAsync(hog.Id, _bound, token);

        Assert.That(
            hog.State,
            Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.JobFault),
            () => $"{hog.State}\n{depin.Node.Tail()}");
        Assert.That(hog.Attempts, Has.Count.EqualTo(1), "its lease held to its timeout");
        Assert.That(hog.Attempts[0].LimitsHit, Does.Contain("timeout"));
        Assert.That(neighbour.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded));
        Assert.That(neighbour.Attempts, Has.Count.EqualTo(1));
        Assert.That(
            await depin.LogAsync(neighbour.Id, token), Is.EqualTo(string.Concat(Enumerable.Range(1, 40).Select(line => $"{line}\n"))));
    }

    /// <summary>Busy loops, memory up to the limit again and again, synced writes, and processes up to the limit, all at once; the
    /// first shell forks no more, so that no refusal ends it.</summary>
    private static string Hog(int processors) =>
        $"for n in $(seq {processors * 32}); do while true; do :; done & done; "
        + "for n in 1 2 3 4; do while true; do dd if=/dev/zero of=/f$n bs=1M count=50 conv=fsync 2>/dev/null; done & done; "
        + "while true; do tail /dev/zero; done & "
        + "(while true; do sleep 600 & done) 2>/dev/null & "
        + "while true; do :; done";

    private static string JobFile(string image, string name, decimal cpu, string memory, string script) =>
        $$"""
        version: depin/v1
        name: {{name}}
        image: {{image}}
        command: ["sh", "-c", {{System.Text.Json.JsonSerializer.Serialize(script)}}]
        resources: { cpu: {{cpu.ToString(System.Globalization.CultureInfo.InvariantCulture)}}, memory: {{memory}}, disk: 1GiB }
        timeout: 30s
        stopGrace: 1s
        """;
}
