namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>How large the work of each figure is, from what memory is free and how long it takes. Pure.</summary>
internal static class GpuSizes
{
    /// <summary>Along each side of the first product that is tried.</summary>
    public const uint FirstSide = 256;

    private const uint LargestSide = 16384;

    /// <summary>A product that takes so long is large enough: beginning and end of a launch do not count any more.</summary>
    private const double LongEnough = 4e-3;

    private const long Step = 1L << 20;
    private const int MemoryBuffers = 3;

    /// <summary>Each of the three buffers that a memory figure has, in bytes: larger than any cache where so much is free.</summary>
    public static long Memory(long free, GpuBenchPlan plan) => Down(Math.Min(plan.MemoryBytes, free / (MemoryBuffers + 2)));

    /// <summary>A copy over PCIe, which takes twice as much of the machine's memory and of the GPU's.</summary>
    /// <param name="host">What this process may have of the machine's memory.</param>
    public static long Link(long free, long host, GpuBenchPlan plan) => Down(Math.Min(plan.LinkBytes, Math.Min(free / 4, host / 16)));

    /// <summary>Bytes of a square product: both operands and the result.</summary>
    public static long Product(uint side, uint elementBytes) => (long)side * side * ((2 * elementBytes) + sizeof(uint));

    /// <summary>The side of the product to try after this one; null when this one is to be measured.</summary>
    /// <param name="seconds">How long it took.</param>
    public static uint? Larger(uint side, double seconds, uint elementBytes, long free) =>
        seconds < LongEnough && side < LargestSide && Product(2 * side, elementBytes) <= free / 2 ? 2 * side : null;

    /// <summary>How many pieces of work fill a time.</summary>
    /// <param name="seconds">What one takes.</param>
    public static uint Fill(TimeSpan time, double seconds, uint most) =>
        (uint)Math.Clamp(Math.Ceiling(time.TotalSeconds / Math.Max(seconds, double.Epsilon)), 1, most);

    private static long Down(long bytes) => Math.Max(bytes / Step, 1) * Step;
}
