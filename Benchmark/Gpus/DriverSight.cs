namespace DePin.Benchmark.Gpus;

/// <summary>What the driver's libraries say.</summary>
public sealed record DriverSight
{
    public required NvmlSight Nvml { get; init; }

    public required CudaSight Cuda { get; init; }

    /// <summary>A library is a simulated one: nothing here is of hardware.</summary>
    public bool Simulated { get; init; }

    /// <summary>The libraries are simulated and that was not asked for: nothing was read from them.</summary>
    public bool Refused { get; init; }
}
