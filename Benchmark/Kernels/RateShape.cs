namespace DePin.Benchmark.Kernels;

/// <summary>What a family's tensor rates take and do.</summary>
/// <param name="InputBytes">Random bytes at <c>in</c>.</param>
/// <param name="MultiplyAddBytes">
/// Multiply-adds of a block in one iteration, times the bytes of an element: a step is 32 bytes along k for every element.
/// </param>
public sealed record RateShape(uint InputBytes, uint MultiplyAddBytes)
{
    /// <summary>Multiply-adds of a block of <c>rate_fp32</c> in one iteration, in every family.</summary>
    public const uint Fp32MultiplyAdds = 256 * 256;
}
