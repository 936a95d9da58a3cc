namespace DePin.Protocol.Wire;

/// <summary>
/// What <c>depin-node bench</c> measured of the machine itself. A figure that could not be measured is null, never a guess.
/// </summary>
public sealed record MachineMeasurement
{
    /// <summary>Unix seconds.</summary>
    public required long MeasuredAt { get; init; }

    /// <summary>FP32 multiply-adds on all cores, operations per second.</summary>
    public double? CpuFlopsPerSecond { get; init; }

    /// <summary>Reading memory on all cores, bytes per second.</summary>
    public double? MemoryReadBytesPerSecond { get; init; }

    public double? MemoryCopyBytesPerSecond { get; init; }

    /// <summary>Sequential writes, synced at the end, to the state directory's disk.</summary>
    public double? DiskWriteBytesPerSecond { get; init; }

    public double? DiskReadBytesPerSecond { get; init; }

    /// <summary>Median of a small write made durable, in seconds.</summary>
    public double? DiskSyncSeconds { get; init; }

    /// <summary>Median round trip to the scheduler, in seconds.</summary>
    public double? SchedulerRoundTripSeconds { get; init; }

    /// <summary>Bytes per second towards the scheduler.</summary>
    public double? UploadBytesPerSecond { get; init; }
}
