using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Runs kernels and holds what they leave against a reference.</summary>
/// <param name="Name">Of what is checked.</param>
/// <param name="Kernels">Those that it launches.</param>
/// <param name="Fault">Says what is wrong, or null.</param>
internal sealed record KernelCheck(string Name, string[] Kernels, Func<Gpu, string?> Fault)
{
    public static IEnumerable<KernelCheck> All(PtxFamily family) =>
        [.. MemoryChecks.All, .. RateChecks.All(family), .. OperandChecks.All(family), .. ProductChecks.All(family), .. ProofChecks.All];

    /// <summary>The first place where two sequences differ, or null.</summary>
    public static string? Difference<T>(string what, ReadOnlySpan<T> actual, ReadOnlySpan<T> expected)
        where T : IEquatable<T>
    {
        if (actual.Length != expected.Length)
        {
            return $"{what}: {actual.Length} instead of {expected.Length}";
        }

        int at = actual.CommonPrefixLength(expected);
        return at == actual.Length ? null : $"{what}: {actual[at]} instead of {expected[at]} at {at}";
    }
}
