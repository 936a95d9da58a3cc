using DePin.Attestation.Messages;

namespace DePin.Scheduler.Auditing;

/// <summary>What a challenge asks for, without its parties and its secrets.</summary>
internal abstract record ChallengeSize
{
    private ChallengeSize()
    {
    }

    public sealed record Gemm(Arithmetic Arithmetic, uint Side, uint Length, uint Rounds, uint Openings, uint DeadlineMs) : ChallengeSize;

    public sealed record Vram(
        ulong Lines, uint Work, uint Lanes, uint Steps, uint Rounds, uint Openings, uint FillDeadlineMs, uint DeadlineMs) : ChallengeSize;
}
