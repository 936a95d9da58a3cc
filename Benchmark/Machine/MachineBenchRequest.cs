namespace DePin.Benchmark.Machine;

/// <summary>What to measure.</summary>
public sealed record MachineBenchRequest
{
    /// <summary>An existing directory on the disk that matters; a nameless temporary file is written in it.</summary>
    public required string Directory { get; init; }

    /// <summary>The scheduler's health URL; null leaves the network figures out.</summary>
    public Uri? Scheduler { get; init; }

    /// <summary>Fewer and shorter windows: under 10 s instead of under 60 s.</summary>
    public bool Quick { get; init; }
}
