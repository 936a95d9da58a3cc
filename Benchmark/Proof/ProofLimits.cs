using System.Numerics;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Proof;

/// <summary>What a challenge may ask for, so that neither side can be exhausted (docs/proof-of-gpu.md, "Limits").</summary>
public static class ProofLimits
{
    /// <summary>Rows of A and columns of B.</summary>
    public const uint MinSide = 64, MaxSide = 1 << 16;

    /// <summary>One ChaCha block: the rows of the matrices begin with whole ones.</summary>
    public const uint DepthMultiple = 64;

    /// <summary>Bytes of the stream that make one row.</summary>
    public const uint MaxRowBytes = 1 << 16;

    public const uint MaxRounds = 1024;

    public const uint MaxOpenings = 1024;

    /// <summary>Bytes of a line of memory.</summary>
    public const int LineBytes = LineChains.LineBytes;

    /// <summary>512 GiB of memory, in lines.</summary>
    public const ulong MaxLines = 1UL << 32;

    /// <summary>ChaCha20 blocks for a word.</summary>
    public const uint MaxWork = 256;

    /// <summary>One group of leaves at least.</summary>
    public const uint MinLanes = 16, MaxLanes = 1 << 24;

    public const uint MaxSteps = 1024;

    /// <summary>Openings × steps × work: a quarter of the ChaCha20 blocks that a verifier computes.</summary>
    public const ulong MaxRegeneration = 1 << 20;

    /// <summary>Ten minutes, in milliseconds.</summary>
    public const uint MaxDeadline = 600_000;

    /// <summary>The first field that is out of its limits; null when none is.</summary>
    public static ProofRejection? Check(PogChallenge challenge) => challenge switch
    {
        GemmChallenge gemm => Gemm(gemm) ?? Shared(gemm),
        VramChallenge vram => Vram(vram) ?? Shared(vram),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ProofRejection.Parameter? Shared(PogChallenge challenge) =>
        Range("rounds", challenge.Rounds, 1, MaxRounds)
        ?? Range("openings", challenge.Openings, 1, MaxOpenings)
        ?? Range("deadline", challenge.Deadline, 1, MaxDeadline);

    private static ProofRejection.Parameter? Gemm(GemmChallenge challenge)
    {
        if (!Enum.IsDefined(challenge.Arithmetic))
        {
            return new ProofRejection.Parameter("arithmetic", (ulong)challenge.Arithmetic, "int8 or fp16");
        }

        uint longest = MaxRowBytes / (uint)RowPanel.ElementSize(challenge.Arithmetic);
        return PowerOfTwo("m", challenge.M, MinSide, MaxSide)
            ?? PowerOfTwo("n", challenge.N, MinSide, MaxSide)
            ?? Range("k", challenge.K, DepthMultiple, longest)
            ?? (challenge.K % DepthMultiple == 0
                ? null
                : new ProofRejection.Parameter("k", challenge.K, $"a multiple of {DepthMultiple}"));
    }

    private static ProofRejection.Parameter? Vram(VramChallenge challenge)
    {
        ulong regeneration = (ulong)challenge.Openings * challenge.Steps * challenge.Work;
        return Range("lines", challenge.Lines, 1, MaxLines)
            ?? Range("work", challenge.Work, 1, MaxWork)
            ?? PowerOfTwo("lanes", challenge.Lanes, MinLanes, MaxLanes)
            ?? Range("steps", challenge.Steps, 1, MaxSteps)
            ?? Range("openings", challenge.Openings, 1, MaxOpenings)
            ?? Range("openings × steps × work", regeneration, 1, MaxRegeneration)
            ?? Range("fillDeadline", challenge.FillDeadline, 1, MaxDeadline);
    }

    private static ProofRejection.Parameter? PowerOfTwo(string field, uint value, uint least, uint most) =>
        BitOperations.IsPow2(value) && value >= least && value <= most
            ? null
            : new ProofRejection.Parameter(field, value, $"a power of two from {least} to {most}");

    private static ProofRejection.Parameter? Range(string field, ulong value, ulong least, ulong most) =>
        value >= least && value <= most ? null : new ProofRejection.Parameter(field, value, $"from {least} to {most}");
}
