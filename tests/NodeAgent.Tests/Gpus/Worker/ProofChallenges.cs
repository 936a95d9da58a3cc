using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>Challenges small enough for a simulated GPU; their secrets are known.</summary>
internal static class ProofChallenges
{
    public static readonly PrivateKey Node = PrivateKey.FromBytes(Hash32.Sha256("node"u8).ToArray());
    public static readonly PrivateKey Verifier = PrivateKey.FromBytes(Hash32.Sha256("verifier"u8).ToArray());
    public static readonly Hash32 Secret = Hash32.Sha256("secret"u8);
    public static readonly Hash32 Start = Hash32.Sha256("start"u8);

    public static GemmChallenge Gemm(Arithmetic arithmetic, uint rounds = 3) => new()
    {
        Arithmetic = arithmetic,
        Node = Node.Address,
        Verifier = Verifier.Address,
        Gpu = Hash32.Sha256("GPU-0"u8),
        Slot = 0,
        Epoch = 7,
        Nonce = Hash32.Sha256("nonce"u8),
        SecretDigest = Hash32.Sha256(Secret.ToArray()),
        M = 128,
        N = 256,
        K = 192,
        Rounds = rounds,
        Openings = 32,
        IssuedAt = 1_790_000_000,
        Deadline = 10_000,
    };

    public static VramChallenge Vram(ulong lines = 2000) => new()
    {
        Node = Node.Address,
        Verifier = Verifier.Address,
        Gpu = Hash32.Sha256("GPU-0"u8),
        Slot = 0,
        Epoch = 7,
        Nonce = Hash32.Sha256("nonce"u8),
        SecretDigest = Hash32.Sha256(Secret.ToArray()),
        StartDigest = Hash32.Sha256(Start.ToArray()),
        Lines = lines,
        Work = 2,
        Lanes = 64,
        Steps = 8,
        Rounds = 3,
        Openings = 16,
        IssuedAt = 1_790_000_000,
        FillDeadline = 20_000,
        Deadline = 10_000,
    };

    /// <summary>As it is sent in earnest: neither secret nor start.</summary>
    public static SignedChallenge Signed(PogChallenge message) =>
        SignedChallenge.Of(Eip712Domain.DePin(31337, default), message, Verifier);

    public static SignedChallenge Revealed(SignedChallenge challenge) =>
        challenge with { Secret = Secret, Start = challenge.Message is VramChallenge ? Start : null };
}
