using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Devices;
using DePin.Protocol;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>What every <see cref="IContainerRuntime"/> says about a container's devices.</summary>
public abstract class DeviceConformance : ContainerRuntimeConformance
{
    [Test, CancelAfter(120_000)]
    public async Task Device_that_a_container_may_not_open_is_named(CancellationToken token)
    {
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(ConformanceJob.Waits, token);

        Assert.That(await runtime.ProbeDevicesAsync(name, ["/dev/null", "/dev/full"], token), Is.EqualTo(new DeviceAccess.Open()));
        Assert.That(
            await runtime.ProbeDevicesAsync(name, ["/dev/null", "/dev/kmsg", "/dev/full"], token),
            Is.EqualTo(new DeviceAccess.Refused("/dev/kmsg")));
        await runtime.StopAsync(name, TimeSpan.FromSeconds(10), token);
        Assert.That(await runtime.ProbeDevicesAsync(name, ["/dev/kmsg"], token), Is.TypeOf<DeviceAccess.Unknown>(), "an ended container");
    }

    [Test, CancelAfter(120_000)]
    public async Task Devices_of_a_container_that_is_not_there_are_unknown(CancellationToken token)
    {
        ContainerName name = ContainerName.Of(new AttemptId(DePin.Attestation.Hash32.Random()), 1);

        Assert.That(await Open().ProbeDevicesAsync(name, ["/dev/kmsg"], token), Is.TypeOf<DeviceAccess.Unknown>());
    }
}
