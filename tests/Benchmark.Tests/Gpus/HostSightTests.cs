using DePin.Benchmark.Gpus;
using DePin.SimulatedDrivers;

namespace DePin.Benchmark.Tests.Gpus;

public sealed class HostSightTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_machines_files_name_driver_gpus_cards_and_the_nodes_that_are_missing(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(2, token);
        HostSight whole = HostSightReader.Read(GpuPaths.Below(machine.Root));
        machine.Remove("dev/nvidia1");
        machine.Remove("dev/nvidiactl");
        HostSight partly = HostSightReader.Read(GpuPaths.Below(machine.Root));

        Assert.That(whole.Driver, Is.EqualTo(SimulatedMachine.Version));
        Assert.That(whole.Gpus.Select(gpu => gpu.Uuid), Is.EqualTo(new[] { SimulatedMachine.Uuid(0), SimulatedMachine.Uuid(1) }));
        Assert.That(whole.Cards.Select(card => (card.Address.ToString(), card.DeviceId, card.BoundTo)), Is.EqualTo(
            new[] { (SimulatedMachine.Address(0), 0x2335, "nvidia"), (SimulatedMachine.Address(1), 0x2335, "nvidia") }));
        Assert.That(whole.MayAskLibraries());
        Assert.That(partly.MissingNodes, Is.EqualTo(new[] { "nvidia1", "nvidiactl" }));
        Assert.That(partly.MayAskLibraries(), Is.False);
    }

    [Test]
    public void This_machine_has_no_nvidia_gpu_or_every_part_of_one()
    {
        HostSight here = HostSightReader.Read(GpuPaths.Linux);

        Assert.That(here.Driver is null, Is.EqualTo(here.Gpus.Count == 0));
        Assert.That(HostSightReader.Read(GpuPaths.Below("/nonexistent")).MayAskLibraries(), Is.False);
    }
}
