using System.Text.Json;
using DePin.Attestation;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Tests.Owner;
using DePin.Protocol.Wire;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary>What the verbs about GPUs ask the service that runs beside them.</summary>
public sealed class GpusBesideServiceTests
{
    [Test, CancelAfter(300_000)]
    public async Task Gpus_shows_what_the_scheduler_had_each_prove(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        OwnerSnapshot snapshot = SampleSnapshot.Of();
        OwnerProof[] proofs =
        [
            Proof(ProofKind.Fp16, ProofState.Accepted, null), Proof(ProofKind.Vram, ProofState.Rejected, "it came\u001b late"),
            Proof(ProofKind.Fp16, ProofState.Rejected, "older"),
        ];
        snapshot = snapshot with { Status = snapshot.Status with { Proofs = proofs } };

        NodeProcessResult text = await RunAsync(machine, snapshot, token, "gpus");
        NodeProcessResult json = await RunAsync(machine, snapshot, token, "gpus", "--json");

        Assert.That(text.Output, Does.Match($@"(?m)^proof of {SimulatedMachine.Uuid(0)}: fp16 accepted \d+ d \d+ h ago$"));
        Assert.That(text.Output, Does.Match(@"(?m): vram rejected .* ago \(it came  ?late\)$").And.Not.Contain("older"));
        using JsonDocument answer = JsonDocument.Parse(json.Output);
        Assert.That(
            answer.RootElement.GetProperty("proofs").EnumerateArray().Select(proof => proof.GetProperty("state").GetString()),
            Is.EqualTo(new[] { "accepted", "rejected" }));
    }

    [Test, CancelAfter(300_000)]
    public async Task Bench_leaves_a_gpu_alone_that_a_job_has_though_nothing_of_it_runs_there_yet(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        using TemporaryDirectory directory = new();
        machine.Set("die", "cuDevicePrimaryCtxRetain");
        OwnerSnapshot snapshot = SampleSnapshot.Of();
        OwnerAttempt running = SampleSnapshot.Running with { Gpus = [SimulatedMachine.Uuid(0)] };

        NodeProcessResult result = await RunAsync(
            machine, snapshot with { Attempts = [running] }, token, "bench", "--quick", "--directory", directory.Path);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Output + result.Error);
        Assert.That(result.Output, Does.Contain("is in use (a job of this node has it) and is left alone"));
        Assert.That(File.Exists(directory["gpu-bench.jsonl"]), Is.False);
    }

    private static OwnerProof Proof(ProofKind kind, ProofState state, string? reason) => new()
    {
        Challenge = Hash32.Parse("0x" + new string('c', 64)),
        Gpu = SimulatedMachine.Uuid(0),
        Proof = kind,
        AskedAt = SampleSnapshot.Now,
        State = state,
        EndedAt = SampleSnapshot.Now + 1000,
        Reason = reason,
    };

    private static async Task<NodeProcessResult> RunAsync(
        SimulatedMachine machine, OwnerSnapshot snapshot, CancellationToken token, params string[] verb)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(snapshot, token);
        return await NodeProcess.RunAsync(
            new Dictionary<string, string> { [WorkerStart.RootVariable] = machine.Root },
            [.. verb, "--accept-simulated", "--socket", node.Socket],
            token);
    }
}
