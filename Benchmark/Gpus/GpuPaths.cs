namespace DePin.Benchmark.Gpus;

/// <summary>Where this machine says how its GPUs are; tests give directories of their own.</summary>
/// <param name="Driver">The NVIDIA driver's directory.</param>
/// <param name="KernelLog">Read record by record: https://www.kernel.org/doc/Documentation/ABI/testing/dev-kmsg.</param>
/// <param name="Devices">Where device nodes are.</param>
public sealed record GpuPaths(string Driver, string KernelLog, string Devices)
{
    public static GpuPaths Linux { get; } = new("/proc/driver/nvidia", "/dev/kmsg", "/dev");

    /// <summary>Where the kernel lists what is on the PCI bus.</summary>
    public string Pci { get; init; } = "/sys/bus/pci/devices";

    /// <summary>Where the driver's libraries are; null: where the loader finds them.</summary>
    public string? Libraries { get; init; }

    /// <summary>Another machine's files below a directory: a host's seen from a container, or a simulated machine's.</summary>
    public static GpuPaths Below(string root) =>
        new(Path.Combine(root, "proc/driver/nvidia"), Path.Combine(root, "dev/kmsg"), Path.Combine(root, "dev"))
        {
            Pci = Path.Combine(root, "sys/bus/pci/devices"),
            Libraries = Path.Combine(root, "lib"),
        };
}
