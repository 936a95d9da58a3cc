using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>A planted mistake, the check that must see it, and what is said then.</summary>
/// <param name="Mistake">What is wrong, in words: the name of the test.</param>
/// <param name="Check">Name of the <see cref="KernelCheck"/> that is run.</param>
/// <param name="Found">Begins or is part of what is said; empty where the result is simply wrong.</param>
internal sealed record Mutant(string Mistake, PtxFamily Family, string Check, PtxEdit Edit, string Found = "")
{
    public override string ToString() => Mistake;
}
