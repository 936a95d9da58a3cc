namespace DePin.NodeAgent.Gpus;

/// <summary>Where this machine says how its GPUs are; tests give directories of their own.</summary>
/// <param name="Driver">The NVIDIA driver's directory.</param>
/// <param name="KernelLog">Read record by record: https://www.kernel.org/doc/Documentation/ABI/testing/dev-kmsg.</param>
/// <param name="Devices">Where device nodes are.</param>
public sealed record GpuPaths(string Driver, string KernelLog, string Devices)
{
    public static GpuPaths Linux { get; } = new("/proc/driver/nvidia", "/dev/kmsg", "/dev");
}
