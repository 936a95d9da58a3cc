using System.Diagnostics;
using System.Text.Json;
using DePin.NodeAgent.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Cli;

public sealed class BenchVerbTests
{
    [Test, CancelAfter(300_000)]
    public async Task A_quick_run_answers_in_json_and_keeps_its_history(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("vram", 64 << 20);
        NodeProcessResult first = await NodeProcess.RunAsync(token, "bench", "--quick", "--json", "--directory", directory.Path);
        Assert.That(first.Code, Is.EqualTo(ExitCode.Ok), first.Error);
        using JsonDocument json = JsonDocument.Parse(first.Output);
        JsonElement report = json.RootElement.GetProperty("report");
        Assert.That(report.GetProperty("quick").GetBoolean());
        Assert.That(report.GetProperty("figures").GetArrayLength(), Is.EqualTo(10), "no scheduler, no network figures");
        Assert.That(json.RootElement.TryGetProperty("comparison", out _), Is.False, "there was no run before");
        Assert.That(Directory.GetFiles(directory.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "machine-bench.jsonl" }));

        if (!File.Exists("/proc/driver/nvidia/version"))
        {
            Assert.That(json.RootElement.GetProperty("gpus").GetProperty("inventory").GetProperty("gpus").GetArrayLength(), Is.Zero);
        }

        NodeProcessResult second = await NodeProcess.RunAsync(
            new Dictionary<string, string> { [WorkerStart.RootVariable] = machine.Root },
            ["bench", "--quick", "--accept-simulated", "--directory", directory.Path],
            token);
        Assert.That(second.Output, Does.Contain("FP32, one core").And.Contain("disk sync").And.Contain("Last run"));
        Assert.That(second.Output, Does.Match("as before|better|worse"), "the second run is compared with the first");
        Assert.That(second.Error, Does.Contain("10/10 disk read"), "progress, line by line, off a terminal");
        Assert.That(second.Output, Does.Contain("NVIDIA H200, GPU-51600000").And.Contain("VRAM that holds").And.Contain("simulated"));
        Assert.That(second.Output + second.Error, Does.Not.Contain('\u001b'));
    }

    [Test, CancelAfter(600_000)]
    public async Task Gpus_are_measured_kept_compared_and_shown_within_eighty_columns(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(2, token);
        machine.Set("vram", 64 << 20);
        machine.Set("capability", "7.5");
        NodeProcessResult first = await BenchAsync(machine, directory.Path, token, "--json");
        Assert.That(first.Code, Is.EqualTo(ExitCode.Ok), first.Output + first.Error);
        using JsonDocument json = JsonDocument.Parse(first.Output);
        JsonElement gpus = json.RootElement.GetProperty("gpus"), run = gpus.GetProperty("run");
        Assert.That((run.GetProperty("simulated").GetBoolean(), run.GetProperty("quick").GetBoolean()), Is.EqualTo((true, true)));
        Assert.That(run.GetProperty("gpus").GetArrayLength(), Is.EqualTo(2));
        JsonElement fp16 = run.GetProperty("gpus")[0].GetProperty("figures").EnumerateArray()
            .Single(figure => figure.GetProperty("figure").GetString() == "fp16_gemm");
        Assert.That(fp16.GetProperty("unit").GetString(), Is.EqualTo("flop/s"));
        Assert.That(fp16.GetProperty("conditions").GetProperty("lowestSmMhz").GetInt32(), Is.EqualTo(345));
        Assert.That(gpus.GetProperty("comparisons").GetArrayLength(), Is.Zero, "there was no run before");
        Assert.That(File.Exists(directory["gpu-bench.jsonl"]));

        NodeProcessResult second = await BenchAsync(machine, directory.Path, token);
        Assert.That(second.Code, Is.EqualTo(ExitCode.Ok), second.Output + second.Error);
        IEnumerable<string> rows = second.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal));
        Assert.That(rows.Where(line => line.Length > 80 && !IsRemedy(line)), Is.Empty, "within 80 columns");
        Assert.That(
            second.Output,
            Does.Match(@"(?m)^  FP16 GEMM +[\d.]+ [kMGTP]FLOP/s( +[\d.]+ +[\d.]+)? +345 MHz +77 W  (as before|.* x (better|worse))$"));
        Assert.That(second.Output, Does.Match("(?m)^  FP8 GEMM +not measured: the kernels for sm_75 have no FP8$"));
        Assert.That(second.Output, Does.Match(@"(?m)^  1 to 2 +[\d.]+ [MG]B/s"));
        Assert.That(second.Error, Does.Match(@"(?m)^20/20 GPU 2 of 2 at 0000:43:00, launch round trip: [\d.]+ .s$"), "progress");
    }

    [Test, CancelAfter(300_000)]
    public async Task A_gpu_that_computes_wrong_is_in_the_exit_code_and_has_no_number(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("vram", 64 << 20);
        machine.Set("wrong", 1);

        NodeProcessResult result = await BenchAsync(machine, directory.Path, token);

        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Output, Does.Match("(?m)^  FP32 rate +not measured: it failed, see the finding$"));
        Assert.That(result.Output, Does.Contain("computed a wrong result: thread").And.Contain("Take it out of service"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Ctrl_C_ends_a_run_at_once_and_leaves_nothing(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using Process process = NodeProcess.Start(new Dictionary<string, string>(), ["bench", "--directory", directory.Path]);
        string? line = await process.StandardError.ReadLineAsync(token);
        Assert.That(line, Does.StartWith("1/10"), "the run is under way");
        await InterruptAsync(process, token);
        await process.WaitForExitAsync(token);
        Assert.That((ExitCode)process.ExitCode, Is.EqualTo(ExitCode.Interrupted));
        Assert.That(Directory.EnumerateFileSystemEntries(directory.Path), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_directory_that_is_not_there_is_told_before_anything_is_measured(CancellationToken token)
    {
        NodeProcessResult result = await NodeProcess.RunAsync(token, "bench", "--directory", "/nonexistent");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("there is no directory /nonexistent"));
    }

    /// <summary>Sentences are wrapped where the terminal ends.</summary>
    private static bool IsRemedy(string line) => line.EndsWith('.');

    private static Task<NodeProcessResult> BenchAsync(
        SimulatedMachine machine, string directory, CancellationToken token, params string[] more) => NodeProcess.RunAsync(
        new Dictionary<string, string> { [WorkerStart.RootVariable] = machine.Root },
        ["bench", "--quick", "--accept-simulated", "--directory", directory, .. more],
        token);

    private static async Task InterruptAsync(Process process, CancellationToken token)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -INT {process.Id}"]);
        await kill.WaitForExitAsync(token);
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
