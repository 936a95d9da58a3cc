using System.Text.Json;
using DePin.Attestation.Keystores;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Tests.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary><c>depin-node pog prove --gpu</c>, the program itself with a simulated driver.</summary>
public sealed class PogProveGpuTests
{
    private static readonly PogChallenge[] _challenges = [ProofChallenges.Gemm(Arithmetic.Fp16), ProofChallenges.Vram()];

    [TestCaseSource(nameof(_challenges)), CancelAfter(120_000)]
    public async Task A_gpu_answers_and_the_transcript_says_what_it_is(PogChallenge message, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        using TemporaryDirectory directory = new();

        NodeProcessResult text = await ProveAsync(machine, directory, message, token, "--accept-simulated");
        Assert.That(text.Code, Is.EqualTo(ExitCode.Ok), text.Error);
        Assert.That(text.Output, Does.Contain($"computed on {SimulatedMachine.Uuid(0)} of a simulated driver in "));
        Assert.That(text.Error, Does.Contain("round 3 of 3"));
        ProofVerdict verdict = ProofVerifier.Verify(
            await File.ReadAllBytesAsync(directory["t.json"], token), new ProofExpectations(Node: ProofChallenges.Node.Address));
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Accepted>(), verdict.ToString());
        Assert.That(((ProofVerdict.Accepted)verdict).Facts.Device, Is.EqualTo(ProofDevice.Simulated));

        NodeProcessResult json = await ProveAsync(machine, directory, message, token, "--accept-simulated", "--json");
        using JsonDocument answer = JsonDocument.Parse(json.Output);
        Assert.That(answer.RootElement.GetProperty("device").GetString(), Is.EqualTo("simulated"));
        Assert.That(answer.RootElement.GetProperty("gpu").GetString(), Is.EqualTo(SimulatedMachine.Uuid(0)));
        Assert.That(answer.RootElement.GetProperty("seconds").GetDouble(), Is.GreaterThan(0));
        Assert.That(json.Error, Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_gpu_that_fails_is_told_with_its_remedy_and_nothing_is_written(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        using TemporaryDirectory directory = new();
        machine.Set("launches", 4);

        NodeProcessResult result = await ProveAsync(machine, directory, ProofChallenges.Vram(), token, "--accept-simulated");

        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Error, Does.Match("failed while it computed: cu[A-Za-z]+: 700 .CUDA_ERROR_ILLEGAL_ADDRESS."));
        Assert.That(result.Error, Does.Contain("dmesg | grep Xid"));
        Assert.That(File.Exists(directory["t.json"]), Is.False);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_simulated_driver_is_not_asked_unless_it_was_asked_for(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        using TemporaryDirectory directory = new();

        NodeProcessResult result = await ProveAsync(machine, directory, ProofChallenges.Vram(), token);

        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Error, Does.Contain("CUDA does not offer this GPU"));
    }

    [Test, CancelAfter(120_000)]
    public async Task More_than_a_processor_may_be_asked_for_a_gpu_may_and_no_more_than_the_limits(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        using TemporaryDirectory directory = new();

        NodeProcessResult full = await ProveAsync(
            machine, directory, ProofChallenges.Vram(lines: CpuProver.MaxLines + 1), token, "--accept-simulated");
        Assert.That(full.Error, Does.Contain("CUDA_ERROR_OUT_OF_MEMORY"), "it was tried");
        NodeProcessResult absurd = await ProveAsync(machine, directory, ProofChallenges.Vram(lines: 1UL << 33), token);
        Assert.That(absurd.Error, Does.Contain("lines is 8589934592, allowed is from 1 to 4294967296"));
    }

    private static async Task<NodeProcessResult> ProveAsync(
        SimulatedMachine machine, TemporaryDirectory directory, PogChallenge message, CancellationToken token, params string[] more)
    {
        if (!File.Exists(directory["key"]))
        {
            RawKeyFile.Write(directory["key"], ProofChallenges.Node);
        }

        await File.WriteAllTextAsync(
            directory["node.yaml"],
            $$"""
            scheduler: { url: "https://scheduler.example" }
            beneficiary: "{{ProofChallenges.Node.Address}}"
            stateDirectory: {{directory.Path}}
            key: { plain: true, file: {{directory["key"]}} }
            """,
            token);
        byte[] challenge = ProofChallenges.Revealed(ProofChallenges.Signed(message)).ToJson();
        await File.WriteAllBytesAsync(directory["c.json"], challenge, token);
        string[] verb = ["pog", "prove", "--config", directory["node.yaml"], "--gpu", SimulatedMachine.Uuid(0)];
        string[] files = ["--challenge", directory["c.json"], "--out", directory["t.json"]];
        return await NodeProcess.RunAsync(
            new Dictionary<string, string> { [WorkerStart.RootVariable] = machine.Root }, [.. verb, .. files, .. more], token);
    }
}
