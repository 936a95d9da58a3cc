namespace DePin.Benchmark.Machine;

/// <summary>
/// How long and how large a run is. Nothing in a run is unbounded; the sums are what keeps the promises of 10 s and 60 s.
/// </summary>
public sealed record BenchPlan
{
    /// <summary>Under 10 s altogether.</summary>
    public static readonly BenchPlan Quick = new()
    {
        WarmUp = TimeSpan.FromMilliseconds(100),
        Window = TimeSpan.FromMilliseconds(150),
        Windows = 3,
        MemoryBytes = 1L << 30,
        DiskWindow = TimeSpan.FromMilliseconds(300),
        DiskWindows = 3,
        DiskBytes = 512L << 20,
        DiskSyncs = 100,
        DiskSyncTime = TimeSpan.FromMilliseconds(700),
        RoundTrips = 10,
        UploadBytes = 1 << 20,
        NetworkTime = TimeSpan.FromSeconds(1),
    };

    /// <summary>Under 60 s altogether.</summary>
    public static readonly BenchPlan Full = new()
    {
        WarmUp = TimeSpan.FromMilliseconds(400),
        Window = TimeSpan.FromMilliseconds(500),
        Windows = 5,
        MemoryBytes = 4L << 30,
        DiskWindow = TimeSpan.FromSeconds(1),
        DiskWindows = 5,
        DiskBytes = 2L << 30,
        DiskSyncs = 500,
        DiskSyncTime = TimeSpan.FromSeconds(4),
        RoundTrips = 40,
        UploadBytes = 8 << 20,
        NetworkTime = TimeSpan.FromSeconds(4),
    };

    /// <summary>Time under load before the first window of a processor or memory figure.</summary>
    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Window { get; init; }

    public required int Windows { get; init; }

    /// <summary>Most memory used at once by the memory figures, in bytes; never more than a quarter of what is available.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>How long one window of disk writes should take; its size follows from the warm-up's rate.</summary>
    public required TimeSpan DiskWindow { get; init; }

    public required int DiskWindows { get; init; }

    /// <summary>Largest size of the temporary file, in bytes; never more than a tenth of the free space.</summary>
    public required long DiskBytes { get; init; }

    public required int DiskSyncs { get; init; }

    /// <summary>Most time spent on small synced writes.</summary>
    public required TimeSpan DiskSyncTime { get; init; }

    public required int RoundTrips { get; init; }

    /// <summary>Bytes of one upload.</summary>
    public required int UploadBytes { get; init; }

    /// <summary>Most time spent on each network figure once the scheduler has answered.</summary>
    public required TimeSpan NetworkTime { get; init; }
}
