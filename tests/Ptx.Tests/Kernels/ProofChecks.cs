using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>The proofs, against the processor's prover: every leaf, and the root.</summary>
internal static class ProofChecks
{
    public static IEnumerable<KernelCheck> All =>
    [
        new(
            "a round of PoG-GEMM int8",
            ["operand_int8", "gemm_int8", "pog_gemm_leaves", "merkle_parents"],
            gpu => Gemm(gpu, Arithmetic.Int8)),
        new(
            "a round of PoG-GEMM fp16",
            ["operand_fp16", "gemm_exact_fp16", "pog_gemm_leaves", "merkle_parents"],
            gpu => Gemm(gpu, Arithmetic.Fp16)),
        new("a round of PoG-VRAM", ["pog_vram_fill", "pog_vram_walk", "merkle_parents"], Vram),
    ];

    /// <summary>Sizes that are no multiples of a tile, and a k that is none of a slab.</summary>
    private static string? Gemm(Gpu gpu, Arithmetic arithmetic)
    {
        GemmChallenge challenge = Challenges.Gemm(arithmetic, m: 128, n: 64, k: 192);
        Hash32 seed = Seed(gpu);
        GemmWork work = new(challenge, seed, new TileKernel(arithmetic, 192));
        return Fault(work, seed, 3, DeviceProver.Gemm(gpu, challenge, seed, 3));
    }

    private static string? Vram(Gpu gpu)
    {
        VramChallenge challenge = Challenges.Vram(lines: 77, work: 3, lanes: 32, steps: 9);
        (Hash32 key, Hash32 seed) = (Seed(gpu), Seed(gpu));
        ComputedLines lines = new(key, challenge.Work);
        ulong memory = DeviceProver.Fill(gpu, challenge, key);
        uint[] filled = new uint[challenge.Lines * LineChains.LineWords];
        for (int line = 0; line < (int)challenge.Lines; line++)
        {
            lines.Read((ulong)line, filled.AsSpan(line * LineChains.LineWords, LineChains.LineWords));
        }

        return KernelCheck.Difference<uint>("memory", gpu.Device.Read<uint>(memory), filled)
            ?? Fault(new VramWork(challenge, seed, lines), seed, 5, DeviceProver.Walk(gpu, challenge, memory, seed, 5));
    }

    private static string? Fault(IProofWork work, Hash32 seed, uint round, ProvenRound proven)
    {
        Hash32[] leaves = [.. Enumerable.Range(0, 1 << work.Depth).Select(position => work.Leaf(seed, round, (uint)position))];
        Hash32 root = new RoundTree(leaves).Root;
        return KernelCheck.Difference<Hash32>("leaves", proven.Leaves, leaves)
            ?? (proven.Root == root ? null : $"root {proven.Root} instead of {root}");
    }

    private static Hash32 Seed(Gpu gpu)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        gpu.Random.NextBytes(bytes);
        return new Hash32(bytes);
    }
}
