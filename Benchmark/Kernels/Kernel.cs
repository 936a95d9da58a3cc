using System.Collections.Immutable;

namespace DePin.Benchmark.Kernels;

/// <summary>What has to be known to launch a kernel; the tests hold it against the PTX.</summary>
/// <param name="Name">The entry in its module.</param>
/// <param name="BlockThreads">Threads of a block, in one dimension: exactly, not at most.</param>
/// <param name="Grid">How many blocks.</param>
/// <param name="Parameters">In order.</param>
/// <param name="DynamicSharedBytes">
/// Dynamic shared memory. Above 48 KiB the function's attribute 8 (max dynamic shared size) must be set first.
/// </param>
public sealed record Kernel(
    string Name,
    KernelModule Module,
    uint BlockThreads,
    KernelGrid Grid,
    ImmutableArray<KernelParameter> Parameters,
    uint DynamicSharedBytes = 0);
