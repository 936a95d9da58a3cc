using System.Diagnostics;
using System.Text.Json;
using DePin.NodeAgent.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Cli;

public sealed class BenchVerbTests
{
    [Test, CancelAfter(180_000)]
    public async Task A_quick_run_answers_in_json_and_keeps_its_history(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
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
        Assert.That(second.Output, Does.Contain("NVIDIA H200").And.Contain("well, 224 MiB written").And.Contain("simulated"));
        Assert.That(second.Output + second.Error, Does.Not.Contain('\u001b'));
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

    private static async Task InterruptAsync(Process process, CancellationToken token)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -INT {process.Id}"]);
        await kill.WaitForExitAsync(token);
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
