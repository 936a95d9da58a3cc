namespace DePin.Benchmark.Kernels;

/// <summary>What a kernel's parameter is: its size is its alignment.</summary>
public enum KernelParameterType
{
    /// <summary>Address in the GPU's memory, 8 bytes.</summary>
    Pointer,

    /// <summary>Unsigned integer of 4 bytes.</summary>
    Word,

    /// <summary>Unsigned integer of 8 bytes.</summary>
    DoubleWord,

    /// <summary>IEEE single, 4 bytes.</summary>
    Float,
}
