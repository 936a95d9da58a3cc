using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Machine;
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
    public static string? Refusal(SignedChallenge challenge) => TooMuch(challenge.Message)
        ?? (challenge is { Message: VramChallenge, Start: null } ? "its start is not revealed" : null);

    /// <summary>Why such a challenge is beyond a processor, whatever is revealed of it; null when it is not.</summary>
    public static string? TooMuch(PogChallenge challenge) => (ProofLimits.Check(challenge), challenge) switch
    {
        ({ } rejection, _) => rejection.Text,
        (_, VramChallenge { Lines: > MaxLines } vram) =>
            $"it asks for {vram.Lines} lines of {LineChains.LineBytes} bytes, on a processor at most {MaxLines} are filled",
        _ => null,
    };

    /// <summary>
    /// Does the work of a challenge that <see cref="TooMuch"/> has nothing against, on a thread of its own.
    /// </summary>
    /// <param name="start">Says that the memory is filled, and gives what the verifier reveals then; not asked where there is none.</param>
    public static async Task<ProvenWork> ProveAsync(
        SignedChallenge challenge, Func<CancellationToken, Task<Hash32>> start, IProgress<ProofProgress> progress, CancellationToken token)
    {
        Hash32 digest = challenge.Digest();
        if (challenge.Message is not VramChallenge vram)
        {
            return await OnThreadAsync(() => Prove(challenge, progress, token));
        }

        HeldLines memory = await OnThreadAsync(() => Fill(vram, digest, token));
        VramWork work = new(vram, VramWork.SeedOf(digest, await start(token)), memory);
        return await OnThreadAsync(() => new ProvenWork(work, vram.Rounds, progress, token));
    }

    /// <summary>As <see cref="ProvenWork.Open"/>, on a thread of its own.</summary>
    public static Task<byte[]> OpenAsync(ProvenWork proven, Hash32 secret, uint openings) =>
        OnThreadAsync(() => proven.Open(secret, openings));

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

        return new VramWork(vram, VramWork.SeedOf(digest, challenge.Start!.Value), Fill(vram, digest, token));
    }

    private static HeldLines Fill(VramChallenge vram, Hash32 digest, CancellationToken token) =>
        HeldLines.Fill(new ComputedLines(VramWork.MemoryKey(digest), vram.Work), (int)vram.Lines, token);

    private static async Task<T> OnThreadAsync<T>(Func<T> work)
    {
        T? result = default;
        await DedicatedThread.RunAsync("depin-prover", () => result = work());
        return result!;
    }
}
