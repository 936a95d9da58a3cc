using System.Globalization;
using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Challenges small enough for a test, and their parties.</summary>
internal static class ProofSample
{
    public static readonly PrivateKey Node = PrivateKey.FromBytes(Hash32.Sha256("node"u8).ToArray());
    public static readonly PrivateKey OtherNode = PrivateKey.FromBytes(Hash32.Sha256("other node"u8).ToArray());
    public static readonly PrivateKey Verifier = PrivateKey.FromBytes(Hash32.Sha256("verifier"u8).ToArray());
    public static readonly Eip712Domain Domain = Eip712Domain.DePin(31337, Node.Address);
    public static readonly Hash32 Secret = Hash32.Sha256("secret"u8);
    public static readonly Hash32 Start = Hash32.Sha256("start"u8);

    public static GemmChallenge Gemm => new()
    {
        Arithmetic = Arithmetic.Int8,
        Node = Node.Address,
        Verifier = Verifier.Address,
        Gpu = Hash32.Sha256("GPU-0"u8),
        Slot = 0,
        Epoch = 7,
        Nonce = Hash32.Sha256("nonce"u8),
        SecretDigest = Hash32.Sha256(Secret.ToArray()),
        M = 128,
        N = 64,
        K = 128,
        Rounds = 2,
        Openings = 64,
        IssuedAt = 1_790_000_000,
        Deadline = 10_000,
    };

    public static VramChallenge Vram => new()
    {
        Node = Node.Address,
        Verifier = Verifier.Address,
        Gpu = Hash32.Sha256("GPU-0"u8),
        Slot = 0,
        Epoch = 7,
        Nonce = Hash32.Sha256("nonce"u8),
        SecretDigest = Hash32.Sha256(Secret.ToArray()),
        StartDigest = Hash32.Sha256(Start.ToArray()),
        Lines = 100,
        Work = 3,
        Lanes = 32,
        Steps = 8,
        Rounds = 2,
        Openings = 16,
        IssuedAt = 1_790_000_000,
        FillDeadline = 20_000,
        Deadline = 10_000,
    };

    public static IProgress<ProofProgress> NoProgress { get; } = new Silence();

    public static SignedChallenge Signed(PogChallenge message) => SignedChallenge.Of(Domain, message, Verifier) with
    {
        Secret = Secret,
        Start = message is VramChallenge ? Start : null,
    };

    /// <summary>An honest answer.</summary>
    public static ProofTranscript Answer(PogChallenge message) =>
        CpuProver.Answer(Signed(message), Node, NoProgress, CancellationToken.None);

    /// <summary>A node's answer with work of any kind.</summary>
    public static ProofTranscript Answer(PogChallenge message, IProofWork work)
    {
        SignedChallenge challenge = Signed(message);
        ProvenWork proven = new(work, message.Rounds, NoProgress, CancellationToken.None);
        return Committed(challenge, proven.Roots.ToArray(), proven.Open(Secret, message.Openings));
    }

    /// <summary>A commitment to these roots, signed by the node.</summary>
    public static ProofTranscript Committed(SignedChallenge challenge, byte[] roots, byte[] openings) =>
        ProofTranscript.Of(challenge, Node, ProofDevice.Cpu, roots, openings);

    /// <summary>Goes through the file's bytes, as every reader does.</summary>
    public static ProofVerdict Verify(ProofTranscript transcript, ProofExpectations? expected = null) =>
        ProofVerifier.Verify(transcript.ToJson(), expected ?? ProofExpectations.None);

    /// <summary>The rejection of a transcript that must have one.</summary>
    public static T Rejection<T>(ProofTranscript transcript, ProofExpectations? expected = null)
        where T : ProofRejection
    {
        ProofVerdict verdict = Verify(transcript, expected);
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Rejected>());
        ProofRejection rejection = ((ProofVerdict.Rejected)verdict).Rejection;
        Assert.That(rejection, Is.TypeOf<T>());
        TestContext.Out.WriteLine(rejection);
        return (T)rejection;
    }

    /// <summary>Random numbers that can be had again: the seed is printed, and <c>DEPIN_SEED</c> gives it back.</summary>
    public static Random SeededRandom()
    {
        string? given = Environment.GetEnvironmentVariable("DEPIN_SEED");
        int seed = given is null ? RandomNumberGenerator.GetInt32(int.MaxValue) : int.Parse(given, CultureInfo.InvariantCulture);
        TestContext.Out.WriteLine($"DEPIN_SEED={seed}");
        return new Random(seed);
    }

    public static Hash32 NextHash(this Random random)
    {
        byte[] bytes = new byte[Hash32.Size];
        random.NextBytes(bytes);
        return new Hash32(bytes);
    }

    private sealed class Silence : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value)
        {
            // Tests do not watch.
        }
    }
}
