namespace DePin.Benchmark.Kernels;

/// <summary>What tensor cores multiply. In a kernel's name it is its own, in lower case.</summary>
public enum KernelElement
{
    /// <summary>Signed bytes, summed in 32-bit integers.</summary>
    Int8,

    /// <summary>IEEE half, summed in FP32.</summary>
    Fp16,

    /// <summary>The upper half of an FP32, summed in FP32.</summary>
    Bf16,

    /// <summary>E4M3, summed in FP32 or what the chip calls so.</summary>
    Fp8,
}
