using DePin.Benchmark.Proof;
using DePin.EndToEnd.Product;
using DePin.EndToEnd.Tidy;
using DePin.NodeAgent.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.EndToEnd;

/// <summary>The script for a machine with a GPU, on one with a simulated driver: the same commands at small sizes.</summary>
internal sealed class GpuReportTests
{
    private static readonly string[] _proofs =
        ["int8-vector", "int8-vector-cpu", "fp16-vector", "fp16-vector-cpu", "vram-vector", "vram-vector-cpu", "int8", "fp16", "vram"];

    [Test]
    [CancelAfter(900_000)]
    public async Task Every_gpu_is_looked_at_tried_out_and_proven_and_the_report_says_how(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("vram", 64 << 20);
        ShellResult result = await ReportAsync(machine, token);

        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Error);
        string report = await File.ReadAllTextAsync(Path.Combine(Out(machine), "report.md"), token);
        Assert.That(report, Does.Match(@"date: \d{4}-\d\d-\d\dT").And.Contain("gpu-report.sh --out ").And.Contain("Everything held."));
        Assert.That(report, Does.Contain($"NVIDIA driver {SimulatedMachine.Version}, CUDA 12.4, simulated: nothing here is of hardware"));
        Assert.That(report, Does.Contain("`depin-node bench`, ").And.Match(@"(?m)^  FP16 GEMM +[\d.]+ [kMGT]FLOP/s"));
        Assert.That(File.Exists(Path.Combine(Out(machine), "gpu-bench.jsonl")), "the numbers, for who wants to compare");
        foreach (string row in _proofs.Select(proof => $"gpu0-{proof}"))
        {
            Assert.That(report, Does.Match($@"(?m)^\| {row} \| .* \| (\d+\.\d+ s \| accepted .*|\| same commitment: yes) \|$"));
        }

        byte[] transcript = await File.ReadAllBytesAsync(Path.Combine(Out(machine), "gpu0-fp16.json"), token);
        Assert.That(ProofVerifier.Verify(transcript, ProofExpectations.None), Is.TypeOf<ProofVerdict.Accepted>());
    }

    [Test]
    [CancelAfter(900_000)]
    public async Task A_gpu_that_computes_wrong_is_in_the_report_and_in_the_exit_code(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("vram", 64 << 20);
        machine.Set("wrong", 1);
        ShellResult result = await ReportAsync(machine, token);

        Assert.That(result.ExitCode, Is.EqualTo(1), result.Output + result.Error);
        Assert.That(result.Output, Does.Match(@"(?m)^\| gpu0-int8 \| .* \| REJECTED .* \|$").And.Contain("same commitment: no"));
        Assert.That(result.Output, Does.Contain("computed a wrong result").And.Contain("Something failed"));
    }

    private static Task<ShellResult> ReportAsync(SimulatedMachine machine, CancellationToken token) => Shell.TryAsync(
        SourceTree.FullPath("scripts/gpu-report.sh"),
        ["--out", Out(machine), "--programs", AppContext.BaseDirectory, "--small", "--accept-simulated"],
        token,
        new Dictionary<string, string> { [WorkerStart.RootVariable] = machine.Root });

    private static string Out(SimulatedMachine machine) => Path.Combine(machine.Root, "report");
}
