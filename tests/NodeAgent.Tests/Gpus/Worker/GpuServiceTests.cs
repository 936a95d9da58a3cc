using System.Text.Json;
using DePin.NodeAgent.Tests.Cli;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>The service beside drivers that fail: it answers its owner all the while.</summary>
public sealed class GpuServiceTests
{
    [Test, CancelAfter(240_000)]
    public async Task Status_shows_the_gpus_and_an_xid_as_it_happens_and_a_killed_worker_is_replaced(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(2, token);
        await using ServiceProcess service = ServiceProcess.Start(machine.Root);
        await SeesAsync(service, gpus => gpus.GetProperty("gpus").GetArrayLength() == 2 && Tells(gpus, "simulated"), token);

        machine.Set("xid", 79);
        await SeesAsync(service, gpus => Tells(gpus, "gpu_lost"), token);

        int killed = (await service.WorkersAsync(token)).Single();
        await ServiceProcess.ShellAsync($"kill -9 {killed}", token);
        await SeesAsync(service, gpus => Tells(gpus, "worker_died"), token);
        await SeesAsync(service, gpus => !Tells(gpus, "worker_died") && gpus.GetProperty("cuda").GetString() == "12.4", token);
        Assert.That((await service.WorkersAsync(token)).Single(), Is.Not.EqualTo(killed));

        NodeProcessResult screen = await service.OwnerAsync(token, "status");
        Assert.That(screen.Output, Does.Contain("2 x NVIDIA H200, driver 550.163.01, simulated").And.Contain("Xid 79"));
    }

    [Test, CancelAfter(240_000)]
    public async Task A_driver_that_hangs_costs_the_service_nothing(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("hang", "nvmlInit_v2");
        await using ServiceProcess service = ServiceProcess.Start(machine.Root);
        await SeesAsync(service, gpus => Tells(gpus, "driver_hangs"), token);
        (double cpu, int threads) = (service.CpuSeconds(), service.Threads());
        long began = TimeProvider.System.GetTimestamp();
        await SeesAsync(service, _ => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(15), token);

        Assert.That(await service.WorkersAsync(token), Has.Count.LessThanOrEqualTo(1));
        Assert.That(service.CpuSeconds() - cpu, Is.LessThan(5), "most of it for the questions of this test");
        Assert.That(service.Threads() - threads, Is.LessThan(8));
    }

    [Test, CancelAfter(240_000)]
    public async Task A_driver_that_kills_every_process_is_left_alone_after_six(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("die", "cuInit");
        await using ServiceProcess service = ServiceProcess.Start(machine.Root);

        await SeesAsync(service, gpus => Tells(gpus, "gave_up"), token);

        Assert.That(await service.WorkersAsync(token), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_machine_without_a_driver_starts_no_process(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Remove("proc/driver");
        await using ServiceProcess service = ServiceProcess.Start(machine.Root);

        await SeesAsync(service, gpus => Tells(gpus, "no_driver"), token);

        Assert.That(await service.WorkersAsync(token), Is.Empty);
    }

    private static bool Tells(JsonElement gpus, string code) =>
        gpus.GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("code").GetString() == code);

    private static Task SeesAsync(ServiceProcess service, Func<JsonElement, bool> holds, CancellationToken token) => service.SeesAsync(
        status => status.TryGetProperty("gpus", out JsonElement gpus) && holds(gpus), token);
}
