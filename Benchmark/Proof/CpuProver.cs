using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Proof;

/// <summary>
/// Answers a challenge on one processor core: for tests, for small challenges, and for who wants to see how it is done. Its transcripts
/// say <c>cpu</c>.
/// </summary>
public static class CpuProver
{
    /// <summary>Memory that a VRAM challenge may have filled here, in lines: 1 GiB.</summary>
    public const ulong MaxLines = 1UL << 23;

    /// <summary>Why this challenge cannot be answered here; null when it can.</summary>
    public static string? Refusal(SignedChallenge challenge) => (ProofLimits.Check(challenge.Message), challenge.Message) switch
    {
        ({ } rejection, _) => rejection.Text,
        (_, VramChallenge { Lines: > MaxLines } vram) =>
            $"it asks for {vram.Lines} lines of {LineChains.LineBytes} bytes, on a processor at most {MaxLines} are filled",
        (_, VramChallenge) when challenge.Start is null => "its start is not revealed",
        _ => null,
    };

    /// <summary>Does the work of a challenge that <see cref="Refusal"/> has nothing against.</summary>
    public static ProvenWork Prove(SignedChallenge challenge, IProgress<ProofProgress> progress, CancellationToken token)
    {
        Hash32 digest = challenge.Digest();
        return new ProvenWork(WorkOf(challenge, digest, token), challenge.Message.Rounds, progress, token);
    }

    /// <summary>The whole answer to a challenge whose secret is known beforehand.</summary>
    /// <exception cref="ArgumentException">The secret is not revealed.</exception>
    public static ProofTranscript Answer(
        SignedChallenge challenge, PrivateKey node, IProgress<ProofProgress> progress, CancellationToken token)
    {
        Hash32 secret = challenge.Secret ?? throw new ArgumentException("the challenge's secret is not revealed", nameof(challenge));
        ProvenWork proven = Prove(challenge, progress, token);
        byte[] openings = proven.Open(secret, challenge.Message.Openings);
        return ProofTranscript.Of(challenge, node, ProofDevice.Cpu, proven.Roots, openings);
    }

    private static IProofWork WorkOf(SignedChallenge challenge, Hash32 digest, CancellationToken token)
    {
        if (challenge.Message is not VramChallenge vram)
        {
            return new GemmWork((GemmChallenge)challenge.Message, digest);
        }

        HeldLines memory = HeldLines.Fill(new ComputedLines(VramWork.MemoryKey(digest), vram.Work), (int)vram.Lines, token);
        return new VramWork(vram, VramWork.SeedOf(digest, challenge.Start!.Value), memory);
    }
}
