namespace DePin.Benchmark.Gpus;

/// <summary>Why the GPUs of a machine cannot be asked or used at all, and what to do. Pure.</summary>
internal static class DriverFindings
{
    private const int NvmlDriverNotLoaded = 9;
    private const int NvmlMismatch = 18;
    private const int CudaNoDevice = 100;
    private const int CudaNotReady = 802;
    private const int CudaMismatch = 803;
    private const int CudaUnknown = 999;

    public static IEnumerable<GpuFinding> Of(HostSight host, DriverSight? driver) => host switch
    {
        { Driver: null, Cards.Count: 0 } => [],
        { Driver: null } => [NoDriver(host)],
        { Gpus.Count: 0 } => [NoDevice(host)],
        { MissingNodes.Count: > 0 } => [NodesMissing(host)],
        _ when driver is null => [],
        _ when driver.Refused => [Refused()],
        _ => Failures(driver, host.Driver).Concat(driver.Simulated ? [Admitted()] : []).Concat(Unbound(host)),
    };

    /// <summary>What a failed call means, wherever it was made.</summary>
    /// <param name="version">The kernel driver's.</param>
    internal static GpuFinding Of(CallFailure failure, string? version) => failure switch
    {
        { Call: "dlopen" } => new GpuFinding(
            GpuFindingCode.LibraryMissing,
            $"The driver {version} is loaded, and its library cannot be: {failure.Name}.",
            "Install the driver's libraries of the same version (Debian: libcuda1 and libnvidia-ml1); in a container, start it with the "
            + "GPUs and the capabilities compute and utility."),
        { Call: var call, Status: NvmlMismatch } when IsNvml(call) => Mismatch(failure, version),
        { Status: CudaMismatch } => Mismatch(failure, version),
        { Call: var call, Status: NvmlDriverNotLoaded } when IsNvml(call) => new GpuFinding(
            GpuFindingCode.DriverFailed,
            $"The driver's library finds no driver, though version {version} is loaded: {failure}.",
            "Look for the driver's own messages with 'dmesg | grep NVRM'; reload it or reboot."),
        { Status: CudaNotReady } => new GpuFinding(
            GpuFindingCode.FabricManager,
            $"CUDA does not start, for the GPUs' fabric is not ready: {failure}.",
            $"Start nvidia-fabricmanager, of the driver's own version {version}: 'systemctl start nvidia-fabricmanager'. Where "
            + "confidential computing is on, set the GPUs ready with 'nvidia-smi conf-compute -srs 1'."),
        { Status: CudaNoDevice } => new GpuFinding(
            GpuFindingCode.DriverFailed,
            $"CUDA finds no GPU that it may use: {failure}.",
            "See whether 'nvidia-smi' lists them and in which compute mode; what the driver said is in 'dmesg | grep NVRM'."),
        { Status: CudaUnknown } => new GpuFinding(
            GpuFindingCode.DriverFailed,
            $"CUDA does not start and does not say why: {failure}. Most often the module nvidia-uvm is not loaded.",
            "Run 'nvidia-modprobe -u -c 0', then look for the driver's own messages with 'dmesg | grep NVRM'."),
        _ => new GpuFinding(
            GpuFindingCode.DriverFailed,
            $"The driver {version} answers with an error: {failure}.",
            "Look for its own messages with 'dmesg | grep NVRM'; reload the driver or reboot."),
    };

    private static IEnumerable<GpuFinding> Failures(DriverSight driver, string? version) =>
        new[] { driver.Nvml.Failure, driver.Cuda.Failure }.OfType<CallFailure>().Select(failure => Of(failure, version))
            .DistinctBy(finding => finding.Code == GpuFindingCode.DriverMismatch ? finding.Code.ToString() : finding.Message);

    private static GpuFinding Mismatch(CallFailure failure, string? version) => new(
        GpuFindingCode.DriverMismatch,
        $"The driver that runs is {version}, and its libraries are of another version: {failure}.",
        "Reboot this machine. It happens when an upgrade replaced the libraries while the old driver was in use; hold the driver's "
        + "packages back from unattended upgrades to avoid it.");

    private static GpuFinding NoDriver(HostSight host)
    {
        string cards = string.Join(", ", host.Cards.Select(card => card.Address));
        string holder = string.Join(" and ", host.Cards.Select(card => card.BoundTo).OfType<string>().Distinct().Order());
        return new GpuFinding(
            GpuFindingCode.NoDriver,
            $"This machine has NVIDIA GPUs at {cards}, and no NVIDIA driver is loaded{(holder.Length > 0 ? $" ({holder} has them)" : "")}.",
            holder == "vfio-pci"
                ? "Nothing to do where they belong to virtual machines; otherwise unbind them from vfio-pci and load the nvidia module."
                : "Install the NVIDIA driver and reboot (Debian: nvidia-driver, from non-free); where it is installed, see why it does not "
                    + "load with 'modprobe nvidia' and 'dmesg | grep NVRM'.");
    }

    private static GpuFinding NoDevice(HostSight host) => new(
        GpuFindingCode.NoDevice,
        host.Cards.Count == 0
            ? $"The NVIDIA driver {host.Driver} is loaded and this machine shows no NVIDIA GPU on its bus."
            : $"The NVIDIA driver {host.Driver} is loaded and takes none of the GPUs at "
                + $"{string.Join(", ", host.Cards.Select(card => card.Address))}.",
        host.Cards.Count == 0
            ? "See that the GPU sits and has power, or that the virtual machine was given one; then reboot."
            : "See why with 'dmesg | grep NVRM': a GPU may be too new or too old for this driver, or may have failed.");

    private static GpuFinding NodesMissing(HostSight host) => new(
        GpuFindingCode.NodesMissing,
        $"The NVIDIA driver {host.Driver} has {host.Gpus.Count} GPU(s), and there is no {string.Join(", no ", host.MissingNodes)} in /dev.",
        "Run 'nvidia-modprobe -c 0 -u' once, or start nvidia-persistenced at each boot; in a container, start it with the GPUs.");

    private static IEnumerable<GpuFinding> Unbound(HostSight host) =>
        from card in host.Cards
        where host.Gpus.All(gpu => gpu.Address != card.Address)
        select new GpuFinding(
            GpuFindingCode.NoDevice,
            $"The NVIDIA GPU at {card.Address} is on the bus, and the driver {host.Driver} does not have it"
            + $"{(card.BoundTo is { } other ? $" ({other} has)" : "")}.",
            "See why with 'dmesg | grep NVRM': a GPU may be too new or too old for this driver, given to a virtual machine, or failed.");

    private static GpuFinding Refused() => new(
        GpuFindingCode.SimulatedRefused,
        "The driver's libraries are simulated ones: nothing that they say is of hardware, and they were not asked.",
        "Install the real driver's libraries. For a test, say --accept-simulated, or gpus.acceptSimulated in the configuration.");

    private static GpuFinding Admitted() => new(
        GpuFindingCode.Simulated,
        "The driver's libraries are simulated ones, which was asked for: nothing here is of hardware.",
        "Nothing to do for a test.");

    private static bool IsNvml(string call) => call.StartsWith("nvml", StringComparison.Ordinal);
}
