namespace DePin.Benchmark.Gpus;

/// <summary>
/// From what the kernel driver, NVML and CUDA say to one inventory: a GPU is where the driver's files say it is, and NVML and CUDA are
/// joined to it by UUID, never by their numbers, which differ. Pure.
/// </summary>
public static class GpuMerge
{
    /// <param name="host">The machine's own files.</param>
    /// <param name="driver">What the libraries said; null when they were not asked, or gave no answer.</param>
    public static GpuInventory Of(HostSight host, DriverSight? driver)
    {
        DriverSight said = driver is null or { Refused: true } ? new DriverSight { Nvml = new(), Cuda = new() } : driver;
        Gpu[] gpus = [.. Uuids(host, said.Nvml).Select(uuid => Join(uuid, host, said))];
        IEnumerable<GpuFinding> findings = DriverFindings.Of(host, driver);
        if (driver is { Refused: false })
        {
            findings = [.. findings, .. IdentityFindings.Of(host, driver), .. HealthFindings.Of(driver.Nvml, gpus)];
        }

        return new GpuInventory
        {
            Driver = host.Driver,
            Cuda = said.Cuda.Version,
            Gpus = gpus,
            ConfidentialComputing = said.Nvml.ConfidentialComputing,
            Findings = [.. findings],
            Simulated = driver?.Simulated == true,
        };
    }

    /// <summary>In the driver's order, then what only NVML knows.</summary>
    private static IEnumerable<string> Uuids(HostSight host, NvmlSight nvml) =>
        host.Gpus.Select(gpu => gpu.Uuid).Concat(nvml.Gpus.Where(gpu => gpu.Address is not null).Select(gpu => gpu.Uuid).OfType<string>())
            .Distinct();

    private static Gpu Join(string uuid, HostSight host, DriverSight driver)
    {
        HostGpu? listed = host.Gpus.FirstOrDefault(gpu => gpu.Uuid == uuid);
        NvmlGpu? nvml = driver.Nvml.Gpus.FirstOrDefault(gpu => gpu.Uuid == uuid);

        // CUDA names the part that it got of a split GPU, not the GPU.
        CudaGpu? cuda = driver.Cuda.Gpus.FirstOrDefault(
            gpu => gpu.Uuid == uuid || nvml?.State.Slices.Any(slice => slice.Uuid == gpu.Uuid) == true);
        return new Gpu
        {
            Uuid = uuid,
            Address = listed?.Address ?? nvml!.Address!.Value,
            Minor = listed?.Minor ?? nvml?.Minor,
            Name = nvml?.Name ?? cuda?.Name,
            ComputeCapability = nvml?.ComputeCapability ?? cuda?.ComputeCapability,
            Multiprocessors = cuda?.Multiprocessors,
            MemoryBytes = nvml?.MemoryBytes ?? cuda?.MemoryBytes,
            Usable = cuda?.Uuid == uuid,
            Peers = cuda?.Peers ?? [],
            State = nvml?.State ?? new GpuState(),
        };
    }
}
