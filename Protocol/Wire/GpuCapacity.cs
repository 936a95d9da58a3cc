namespace DePin.Protocol.Wire;

/// <summary>
/// One GPU, named by UUID and described by its node's measurement: the node's word. What a scheduler had it prove is in
/// <see cref="GpuProofs"/>.
/// </summary>
public sealed record GpuCapacity
{
    public required string Uuid { get; init; }

    public required string Model { get; init; }

    public required long VramBytes { get; init; }

    /// <summary>Checked FP16 matrix rate, in 10^12 operations per second; null until measured.</summary>
    public double? Fp16Tflops { get; init; }

    /// <summary>Device-memory bandwidth, bytes per second; null until measured.</summary>
    public double? MemoryBytesPerSecond { get; init; }
}
