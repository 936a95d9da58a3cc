using System.Text.Json;
using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;
using DePin.SimulatedDrivers;

namespace DePin.EndToEnd;

/// <summary>A scheduler that asks for proofs of GPU, a node whose processor stands in for one, and a node without any.</summary>
[NonParallelizable]
internal sealed class ProofTests
{
    private const string Options = """
        {
          "acceptSimulated": true,
          "audit": {
            "devices": ["cpu"], "lookEvery": "00:00:00.200", "firstRetry": "00:00:01",
            "sizes": {
              "side": 256, "rowBytes": 512, "openings": 64, "work": 2, "lanes": 32, "steps": 64, "laneOpenings": 16,
              "seconds": 1e-5, "slackMs": 60000
            }
          }
        }
        """;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    [Test]
    [CancelAfter(300_000)]
    public async Task A_gpu_is_proven_when_its_node_registers_anyone_can_check_it_and_other_nodes_work_on(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartWithoutNodeAsync(liveRestore: false, Options, token);
        ProductNode proven = depin.AddNode("proven", depin.Url, standIn: "1MiB"), plain = depin.AddNode("plain", depin.Url);
        await depin.StartNodeAsync(proven, token);
        await depin.StartNodeAsync(plain, token);

        NodeView node = await ProvenAsync(depin, token);
        GpuProofs gpu = node.Gpus.Single();
        Assert.That(gpu.Figures.Select(figure => figure.Proof), Is.EquivalentTo(new[] { ProofKind.Fp16, ProofKind.Vram }));
        Assert.That(gpu.Figures.Select(figure => figure.Device), Is.All.EqualTo(ProofDevice.Cpu));
        ProvenFigure memory = gpu.Figures.Single(figure => figure.Proof == ProofKind.Vram);
        Assert.That(memory.Bytes, Is.InRange(943_000, 943_718), "nine tenths of 1 MiB");
        string shown = await CliAsync(depin, token, "node", "show", $"{node.Address}");
        Assert.That(shown, Does.Contain("proven fp16").And.Contain("proven vram").And.Contain("(cpu)").And.Contain("by the node's word"));
        Assert.That(await CliAsync(depin, token, "pog", "list", $"{node.Address}"), Does.Contain("accepted").And.Not.Contain("rejected"));
        await Eventually.TrueAsync(
            async () => (await proven.OwnerAsync(token, "status")).Output.Contains("vram accepted", StringComparison.Ordinal),
            Bound, () => proven.Process.Tail(), token);

        foreach (ProvenFigure figure in gpu.Figures)
        {
            string file = Path.Combine(proven.State, $"{figure.Proof}.json");
            await CliAsync(depin, token, "pog", "transcript", $"{figure.Challenge}", "--to", file);
            ShellResult verified = await Shell.TryAsync(Path.Combine(AppContext.BaseDirectory, "depin-scheduler"),
                ["pog", "verify", file, "--node", $"{node.Address}"], token);
            Assert.That(verified.ExitCode, Is.Zero, verified.Output);
        }

        JobView wanting = await depin.SubmitAsync(Job(depin, "gpu: { fp16Tflops: 1000 }"), token);
        Assert.That(await CliAsync(depin, token, "job", "why", $"{wanting.Id}"), Does.Contain("resources.gpu.fp16Tflops"));
        JobView done = await depin.FinishedAsync((await depin.SubmitAsync(Job(depin, ""), token)).Id, Bound, token);
        Assert.That((done.State as JobState.Finished)?.Outcome, Is.EqualTo(Outcome.Succeeded), $"{done.State}");
        NodeView other = (await depin.Api.NodesAsync(token)).Nodes.Single(one => one.Address != node.Address);
        Assert.That(other.Gpus, Is.Empty);
        Assert.That((await depin.Api.ProofsAsync(other.Address, token)).Proofs, Is.Empty, "nobody asks a machine without a GPU");
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task A_gpu_answers_its_challenges_by_the_kernels_that_ship(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("vram", 4 << 20);
        await using Deployment depin = await Deployment.StartWithoutNodeAsync(
            liveRestore: false, Options.Replace("\"cpu\"", "\"simulated\"", StringComparison.Ordinal), token);
        await depin.StartNodeAsync(depin.AddNode("node", depin.Url, machine), token);

        NodeView node = await ProvenAsync(depin, token);

        GpuProofs gpu = node.Gpus.Single();
        Assert.That(gpu.Figures.Select(figure => figure.Proof), Is.EquivalentTo(new[] { ProofKind.Fp16, ProofKind.Vram }));
        Assert.That(gpu.Figures.Select(figure => figure.Device), Is.All.EqualTo(ProofDevice.Simulated));
        Assert.That(await CliAsync(depin, token, "pog", "list", $"{node.Address}"), Does.Contain("accepted").And.Not.Contain("rejected"));
    }

    private static async Task<NodeView> ProvenAsync(Deployment depin, CancellationToken token)
    {
        NodeView? node = null;
        await Eventually.TrueAsync(
            async () => (node = (await depin.Api.NodesAsync(token)).Nodes.SingleOrDefault(one => one.Gpus.Count > 0))?.Gpus
                is [{ Problem: null, Figures.Count: 2 }],
            Bound,
            () => $"{JsonSerializer.Serialize(node, WireJson.Default.NodeView)}\n{depin.Node.Tail()}\n{depin.Scheduler.Tail()}",
            token);
        return node!;
    }

    private static async Task<string> CliAsync(Deployment depin, CancellationToken token, params string[] arguments)
    {
        ShellResult result = await depin.CliAsync(token, arguments);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.Output;
    }

    private static string Job(Deployment depin, string resources) => $$"""
        version: depin/v1
        name: plain
        image: {{depin.Image}}
        command: [sh, -c, "echo done"]
        resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB{{(resources.Length > 0 ? ", " + resources : "")}} }
        timeout: 1m
        """;
}
