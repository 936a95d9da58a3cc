namespace DePin.Benchmark.Kernels;

/// <summary>A file of PTX that is loaded as one module.</summary>
public enum KernelModule
{
    /// <summary>Launch cost, bandwidth, pattern test. No tensor instruction: one file for every family.</summary>
    Memory,

    /// <summary>Arithmetic on operands that stay where they are.</summary>
    Rate,

    /// <summary>Operands and matrix products.</summary>
    Gemm,

    /// <summary>The proofs' leaves, trees, memory and walks. No tensor instruction: one file for every family.</summary>
    Proof,
}
