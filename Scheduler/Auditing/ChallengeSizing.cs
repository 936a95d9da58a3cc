using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>
/// Fits a challenge to a GPU: as long as <see cref="AuditSizes.Seconds"/> at the speed that is expected of it. Pure. What is expected is
/// what it proved last, or else what its node says; a node that says too much gets deadlines that its GPU cannot keep.
/// </summary>
internal static class ChallengeSizing
{
    /// <summary>Of the memory that a GPU is said to have, this much is filled; so much proven, the claim counts whole.</summary>
    private const double VramShare = 0.9;

    /// <summary>
    /// Deadlines are so many times the work's expected time: loose against what a node says, whose meaning is another's (reading in a row
    /// is not reading at random), tight against what the GPU did before. All challenges of a moment take the same time by what was
    /// proven, so that one GPU with several names has the work of all of them to do in the time of one.
    /// </summary>
    private const double FactorOfClaim = 4;

    private const double FactorOfProof = 1.3;

    /// <summary>Expected of a GPU of which nothing is said.</summary>
    private const double AssumedOperations = 1e12;

    private const double AssumedBytes = 50e9;

    /// <summary>Below this, matrices of a quarter of the size are asked for.</summary>
    private const long SmallVramBytes = 4L << 30;

    /// <param name="gpu">What its node says.</param>
    /// <param name="proven">What stands of this kind; null for nothing.</param>
    public static ChallengeSize Of(ProofKind proof, GpuCapacity gpu, ProvenFigure? proven, AuditSizes sizes) => proof switch
    {
        ProofKind.Int8 => Gemm(Arithmetic.Int8, gpu, proven, sizes),
        ProofKind.Fp16 => Gemm(Arithmetic.Fp16, gpu, proven, sizes),
        ProofKind.Vram => Vram(gpu, proven, sizes),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>How much of the memory that is stated counts when so much is proven, in bytes.</summary>
    public static long Counted(long stated, long proven) =>
        (ulong)proven >= Lines(stated) * ProofLimits.LineBytes ? stated : (long)(proven / VramShare);

    private static ulong Lines(long vramBytes) =>
        Math.Clamp((ulong)(vramBytes * VramShare) / ProofLimits.LineBytes, 1, ProofLimits.MaxLines);

    private static ChallengeSize.Gemm Gemm(Arithmetic arithmetic, GpuCapacity gpu, ProvenFigure? proven, AuditSizes sizes)
    {
        bool small = gpu.VramBytes < SmallVramBytes && sizes.Side > ProofLimits.MinSide;
        uint side = small ? sizes.Side / 2 : sizes.Side;
        uint rowBytes = small && sizes.RowBytes >= 4 * ProofLimits.DepthMultiple ? sizes.RowBytes / 2 : sizes.RowBytes;
        uint length = rowBytes / (arithmetic == Arithmetic.Fp16 ? 2u : 1u) / ProofLimits.DepthMultiple * ProofLimits.DepthMultiple;
        double expected = proven?.Low ?? Claimed(gpu.Fp16Tflops * 1e12, AssumedOperations);
        double perRound = 2.0 * side * side * length;
        uint rounds = Rounds(expected, perRound, sizes);
        return new ChallengeSize.Gemm(
            arithmetic, side, length, rounds, sizes.Openings, Deadline(perRound * rounds / expected, proven, sizes));
    }

    private static ChallengeSize.Vram Vram(GpuCapacity gpu, ProvenFigure? proven, AuditSizes sizes)
    {
        double expected = proven?.Low ?? Claimed(gpu.MemoryBytesPerSecond, AssumedBytes);
        double perRound = (double)ProofLimits.LineBytes * sizes.Lanes * sizes.Steps;
        uint rounds = Rounds(expected, perRound, sizes);
        return new ChallengeSize.Vram(
            Lines(gpu.VramBytes), sizes.Work, sizes.Lanes, sizes.Steps, rounds, sizes.LaneOpenings, sizes.FillDeadlineMs,
            Deadline(perRound * rounds / expected, proven, sizes));
    }

    private static double Claimed(double? said, double assumed) => said > 0 ? said.Value : assumed;

    private static uint Rounds(double rate, double perRound, AuditSizes sizes) =>
        (uint)Math.Clamp(rate * sizes.Seconds / perRound, 1, ProofLimits.MaxRounds);

    private static uint Deadline(double seconds, ProvenFigure? proven, AuditSizes sizes)
    {
        double factor = proven is null ? FactorOfClaim : FactorOfProof;
        return (uint)Math.Clamp((seconds * factor * 1000) + sizes.SlackMs, 1, ProofLimits.MaxDeadline);
    }
}
