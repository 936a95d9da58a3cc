using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;
using DePin.SimulatedDrivers;

namespace DePin.EndToEnd;

/// <summary>A driver that hangs beside a job that runs.</summary>
[NonParallelizable]
internal sealed class GpuDriverTests
{
    /// <summary>A challenge would be one more thing that hangs.</summary>
    private const string NothingToProve =
        """{ "acceptSimulated": true, "audit": { "requireProof": false, "proofs": [], "devices": [] } }""";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    [Test]
    [CancelAfter(300_000)]
    public async Task A_driver_that_hangs_costs_a_running_job_nothing_and_the_owner_is_told(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        await using Deployment depin = await Deployment.StartWithoutNodeAsync(liveRestore: false, NothingToProve, token);
        await depin.StartNodeAsync(depin.AddNode("node", depin.Url, machine), token);
        JobView job = await depin.SubmitAsync(
            $$"""
            version: depin/v1
            name: patient
            image: {{depin.Image}}
            command: [sh, -c, "sleep 50; echo done"]
            resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
            timeout: 5m
            """,
            token);
        await depin.RunningAsync(job.Id, Bound, token);
        await StatusAsync(depin, "NVIDIA H200, driver 550.163.01, simulated", token);

        machine.Set("hang", "nvmlDeviceGetCount_v2");
        machine.Set("xid", 31);
        await StatusAsync(depin, "nvmlDeviceGetCount_v2 did not return", token);

        job = await depin.FinishedAsync(job.Id, Bound, token);
        Assert.That(
            job.State,
            Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded),
            () => $"{job.State}\n{depin.Node.Tail()}");
        Assert.That(await depin.LogAsync(job.Id, token), Is.EqualTo("done\n"));
        Assert.That(await depin.LedgerAsync(token), Has.Count.EqualTo(1), "one attempt, paid once");
    }

    private static Task StatusAsync(Deployment depin, string shown, CancellationToken token)
    {
        string seen = "";
        return Eventually.TrueAsync(
            async () => (seen = (await depin.OwnerAsync(token, "status")).Output).Contains(shown, StringComparison.Ordinal),
            Bound, () => $"{seen}\n{depin.Node.Tail()}", token);
    }
}
