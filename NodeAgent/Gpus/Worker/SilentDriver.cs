using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>A driver that does not even say which GPUs it has.</summary>
internal static class SilentDriver
{
    public static IEnumerable<GpuFinding> Of(GpuSight sight) => !sight.Silent ? [] :
    [
        new GpuFinding(
            GpuFindingCode.DriverHangs,
            "The NVIDIA driver hangs: reading /proc/driver/nvidia does not end.",
            "Look for an Xid with 'dmesg | grep Xid', then reboot this machine."),
    ];
}
