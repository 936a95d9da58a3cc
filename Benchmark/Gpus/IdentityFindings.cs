namespace DePin.Benchmark.Gpus;

/// <summary>Where the kernel driver, the bus, NVML and CUDA contradict one another about which GPUs there are. Pure.</summary>
internal static class IdentityFindings
{
    /// <summary>CUDA keeps some memory back, never so much.</summary>
    private const double MemoryAgrees = 0.1;

    private const int NvmlNoPermission = 4;

    private const string Remedy =
        "Reboot; if it stays, a library or a driver of this machine is not the one it should be: install the driver anew.";

    public static IEnumerable<GpuFinding> Of(HostSight host, DriverSight driver)
    {
        IEnumerable<NvmlGpu> named = driver.Nvml.Gpus.Where(gpu => gpu.Uuid is not null);
        IEnumerable<GpuFinding> all = Lost(host, driver.Nvml).Concat(Twice(named)).Concat(named.SelectMany(gpu => WithHost(gpu, host)));
        return driver.Cuda.Failure is null && driver.Nvml.Failure is null
            ? all.Concat(named.SelectMany(gpu => WithCuda(gpu, driver.Cuda))).Concat(Strangers(driver))
            : all;
    }

    /// <summary>Of a GPU that fell off the bus NVML does not say which it is: the driver's list names those that remain unseen.</summary>
    private static IEnumerable<GpuFinding> Lost(HostSight host, NvmlSight nvml)
    {
        CallFailure? failure = nvml.Gpus.FirstOrDefault(seen => seen.Failure is not null)?.Failure;
        IEnumerable<HostGpu> unseen = host.Gpus.Where(gpu => nvml.Gpus.All(seen => seen.Uuid != gpu.Uuid));
        return nvml.Failure is not null ? [] : unseen.Select(gpu => failure switch
        {
            { Status: NvmlNoPermission } => new GpuFinding(
                GpuFindingCode.DriverFailed,
                $"The GPU at {gpu.Address} may not be asked: {failure}.",
                "Run depin-node as root, or let its user open the device nodes /dev/nvidia*.",
                gpu.Uuid),
            _ => new GpuFinding(
                GpuFindingCode.GpuLost,
                failure is null
                    ? $"The driver lists a GPU at {gpu.Address} that its library does not know."
                    : $"The GPU at {gpu.Address} does not answer: {failure}.",
                "Reboot this machine. If it is lost again, see to its power, its cooling and its seat, and have it replaced.",
                gpu.Uuid),
        });
    }

    private static IEnumerable<GpuFinding> Twice(IEnumerable<NvmlGpu> gpus) =>
        from gpu in gpus
        group gpu by gpu.Uuid into same
        where same.Count() > 1
        select Contradiction(same.Key, $"NVML gives {same.Count()} GPUs the same UUID");

    private static IEnumerable<GpuFinding> WithHost(NvmlGpu gpu, HostSight host)
    {
        if (host.Gpus.FirstOrDefault(it => it.Uuid == gpu.Uuid) is not { } listed)
        {
            yield return Contradiction(gpu.Uuid, "NVML knows a GPU that the kernel driver does not list");
            yield break;
        }

        if (gpu.Address is { } address && address != listed.Address)
        {
            yield return Contradiction(gpu.Uuid, $"it is at {listed.Address} by the kernel driver and at {address} by NVML");
        }

        if (gpu.Minor is { } minor && minor != listed.Minor)
        {
            yield return Contradiction(gpu.Uuid, $"its node is nvidia{listed.Minor} by the kernel driver and nvidia{minor} by NVML");
        }

        if (host.Cards.FirstOrDefault(card => card.Address == listed.Address) is { } card && gpu.DeviceId is { } id && id != card.DeviceId)
        {
            yield return Contradiction(gpu.Uuid, $"the card's number is 0x{card.DeviceId:x4} on the bus and 0x{id:x4} by NVML");
        }
    }

    private static IEnumerable<GpuFinding> WithCuda(NvmlGpu gpu, CudaSight cuda)
    {
        if (gpu.State.Split == true)
        {
            yield break;
        }

        if (cuda.Gpus.FirstOrDefault(it => it.Uuid == gpu.Uuid) is not { } seen)
        {
            // A split GPU beside it takes CUDA's only place; a prohibited one is told by its own finding.
            bool whole = cuda.Gpus.All(it => it.Uuid.StartsWith("GPU-", StringComparison.Ordinal));
            if (whole && gpu.State.ComputeMode != ComputeMode.Prohibited)
            {
                yield return Contradiction(gpu.Uuid, "NVML knows it and CUDA does not");
            }

            yield break;
        }

        if (gpu.Address is { } address && address != seen.Address)
        {
            yield return Contradiction(gpu.Uuid, $"it is at {address} by NVML and at {seen.Address} by CUDA");
        }

        if (gpu.Name is { } name && name != seen.Name)
        {
            yield return Contradiction(gpu.Uuid, $"it is called '{name}' by NVML and '{seen.Name}' by CUDA");
        }

        if (gpu.ComputeCapability is { } capability && capability != seen.ComputeCapability)
        {
            yield return Contradiction(gpu.Uuid, $"its compute capability is {capability} by NVML and {seen.ComputeCapability} by CUDA");
        }

        if (gpu.MemoryBytes is { } bytes && Math.Abs(bytes - seen.MemoryBytes) > bytes * MemoryAgrees)
        {
            yield return Contradiction(gpu.Uuid, $"it has {bytes >> 20} MiB by NVML and {seen.MemoryBytes >> 20} MiB by CUDA");
        }
    }

    private static IEnumerable<GpuFinding> Strangers(DriverSight driver) =>
        driver.Cuda.Gpus
            .Where(gpu => driver.Nvml.Gpus.All(it => it.Uuid != gpu.Uuid && it.State.Slices.All(slice => slice.Uuid != gpu.Uuid)))
            .Select(gpu => Contradiction(gpu.Uuid, "CUDA knows a GPU that NVML does not"));

    private static GpuFinding Contradiction(string? gpu, string what) =>
        new(GpuFindingCode.Identity, $"The GPU's identity is contradictory: {what}.", Remedy, gpu);
}
