using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Tests.Cli;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>The service beside drivers that fail: it answers its owner all the while.</summary>
public sealed class GpuServiceTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(120);

    [Test, CancelAfter(240_000)]
    public async Task Status_shows_the_gpus_and_an_xid_as_it_happens_and_a_killed_worker_is_replaced(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(2, token);
        await using Service service = Service.Start(machine);
        await service.SeesAsync(gpus => gpus.GetProperty("gpus").GetArrayLength() == 2 && Tells(gpus, "simulated"), token);

        machine.Set("xid", 79);
        await service.SeesAsync(gpus => Tells(gpus, "gpu_lost"), token);

        int killed = (await service.WorkersAsync(token)).Single();
        await ShellAsync($"kill -9 {killed}", token);
        await service.SeesAsync(gpus => Tells(gpus, "worker_died"), token);
        await service.SeesAsync(gpus => !Tells(gpus, "worker_died") && gpus.GetProperty("cuda").GetString() == "12.4", token);
        Assert.That((await service.WorkersAsync(token)).Single(), Is.Not.EqualTo(killed));

        NodeProcessResult screen = await service.OwnerAsync(token, "status");
        Assert.That(screen.Output, Does.Contain("2 x NVIDIA H200, driver 550.163.01, simulated").And.Contain("Xid 79"));
    }

    [Test, CancelAfter(240_000)]
    public async Task A_driver_that_hangs_costs_the_service_nothing(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("hang", "nvmlInit_v2");
        await using Service service = Service.Start(machine);
        await service.SeesAsync(gpus => Tells(gpus, "driver_hangs"), token);
        (double cpu, int threads) = (service.CpuSeconds(), service.Threads());
        long began = TimeProvider.System.GetTimestamp();
        await service.SeesAsync(_ => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(15), token);

        Assert.That(await service.WorkersAsync(token), Has.Count.LessThanOrEqualTo(1));
        Assert.That(service.CpuSeconds() - cpu, Is.LessThan(5), "most of it for the questions of this test");
        Assert.That(service.Threads() - threads, Is.LessThan(8));
    }

    [Test, CancelAfter(240_000)]
    public async Task A_driver_that_kills_every_process_is_left_alone_after_six(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("die", "cuInit");
        await using Service service = Service.Start(machine);

        await service.SeesAsync(gpus => Tells(gpus, "gave_up"), token);

        Assert.That(await service.WorkersAsync(token), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_machine_without_a_driver_starts_no_process(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Remove("proc/driver");
        await using Service service = Service.Start(machine);

        await service.SeesAsync(gpus => Tells(gpus, "no_driver"), token);

        Assert.That(await service.WorkersAsync(token), Is.Empty);
    }

    private static bool Tells(JsonElement gpus, string code) =>
        gpus.GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("code").GetString() == code);

    private static async Task<string> ShellAsync(string command, CancellationToken token)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        string output = await shell.StandardOutput.ReadToEndAsync(token);
        await shell.WaitForExitAsync(token);
        return output;
    }

    /// <summary><c>depin-node run</c> with neither scheduler nor engine: what it says of its GPUs needs neither.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly TemporaryDirectory _directory = new();
        private readonly Process _process;
        private readonly ConcurrentQueue<string?> _log = [];

        private Service(SimulatedMachine machine)
        {
            File.WriteAllText(Config, $$"""
                scheduler: { url: "http://127.0.0.1:9" }
                beneficiary: "0x00000000000000000000000000000000000000b0"
                stateDirectory: {{_directory.Path}}/state
                socket: {{_directory.Path}}/api.sock
                key: { plain: true, file: {{_directory.Path}}/key }
                containers: { socket: {{_directory.Path}}/no-engine.sock }
                gpus: { acceptSimulated: true }
                """);
            _process = NodeProcess.Start(
                new Dictionary<string, string> { [WorkerStart.RootVariable] = machine.Root }, ["run", "--config", Config]);
            _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data);
            _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        private string Config => _directory["node.yaml"];

        public static Service Start(SimulatedMachine machine) => new(machine);

        public Task<NodeProcessResult> OwnerAsync(CancellationToken token, params string[] verb) =>
            NodeProcess.RunAsync(token, [.. verb, "--config", Config]);

        /// <summary>Asks as the owner would until the answer is as it should be.</summary>
        public async Task SeesAsync(Func<JsonElement, bool> holds, CancellationToken token)
        {
            long began = TimeProvider.System.GetTimestamp();
            string seen = "";
            while (TimeProvider.System.GetElapsedTime(began) < _bound)
            {
                Assert.That(_process.HasExited, Is.False, () => string.Join('\n', _log));
                seen = (await OwnerAsync(token, "status", "--json")).Output;
                if (seen.Length > 0)
                {
                    using JsonDocument status = JsonDocument.Parse(seen);
                    if (status.RootElement.TryGetProperty("gpus", out JsonElement gpus) && holds(gpus))
                    {
                        return;
                    }
                }

                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, token);
            }

            Assert.Fail($"not within {_bound.TotalSeconds} s: {seen}\n{string.Join('\n', _log)}");
        }

        public async Task<IReadOnlyList<int>> WorkersAsync(CancellationToken token) =>
            [.. (await ShellAsync($"cat /proc/{_process.Id}/task/*/children", token)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];

        public double CpuSeconds()
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }

        public int Threads()
        {
            _process.Refresh();
            return _process.Threads.Count;
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
            _directory.Dispose();
        }
    }
}
