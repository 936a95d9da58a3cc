namespace DePin.Benchmark.Kernels;

/// <summary>What is known of an element without knowing the family.</summary>
internal static class KernelElements
{
    /// <summary>Bytes of one.</summary>
    public static uint Bytes(this KernelElement element) => element is KernelElement.Int8 or KernelElement.Fp8 ? 1u : 2;

    /// <summary>A kernel's name, such as <c>gemm_fp16</c>.</summary>
    public static string Name(this KernelElement element, string prefix) => $"{prefix}_{element.ToString().ToLowerInvariant()}";

    /// <summary>The number that a stream's bytes become, as <c>operand.h</c> says.</summary>
    /// <param name="bytes">As many as an element has, as ChaCha8 gives them.</param>
    public static double Value(this KernelElement element, ReadOnlySpan<byte> bytes) => element switch
    {
        KernelElement.Int8 => (sbyte)bytes[0],
        KernelElement.Fp8 => E4M3(bytes[0]),
        _ => (short)(bytes[0] | (bytes[1] << 8)) >> 7,
    };

    /// <summary>A sign, four bits of exponent over -7, three of mantissa; of NaN the largest number is made.</summary>
    private static double E4M3(byte code)
    {
        int magnitude = (code & 0x7f) == 0x7f ? 0x7e : code & 0x7f, exponent = magnitude >> 3, mantissa = magnitude & 7;
        double value = exponent == 0 ? Math.ScaleB(mantissa, -9) : Math.ScaleB(8 + mantissa, exponent - 10);
        return code < 0x80 ? value : -value;
    }
}
