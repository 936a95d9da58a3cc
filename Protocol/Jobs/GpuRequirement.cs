namespace DePin.Protocol.Jobs;

/// <summary>GPUs a job needs. Minimums are compared with what was proven of each, never with what a data sheet says.</summary>
public sealed record GpuRequirement
{
    public int Count { get; init; } = JobDefaults.GpuCount;

    /// <summary>Memory of each GPU; null takes any.</summary>
    public ByteSize? Vram { get; init; }

    /// <summary>Proven FP16 rate of each GPU in 10¹² operations a second; null takes any.</summary>
    public decimal? Fp16Tflops { get; init; }

    /// <summary>Proven rate of reading the memory of each GPU at random places; null takes any.</summary>
    public ByteRate? MemoryBandwidth { get; init; }

    /// <summary>Parts of model names in lower case, any of which will do (<c>h100</c>); empty takes any.</summary>
    public ValueList<string> Model { get; init; } = [];
}
