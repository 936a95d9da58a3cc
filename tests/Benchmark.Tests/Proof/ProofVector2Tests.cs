using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Streams;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Known answers of the verifier that was written from the document: what <c>pog.json</c> does not reach.</summary>
public sealed class ProofVector2Tests
{
    private static readonly JsonNode _vectors = JsonNode.Parse(File.ReadAllBytes(ProofVectorTests.Vectors("pog-2.json")))!;
    private static readonly Eip712Domain _domain = Eip712Domain.DePin(31337, Address20("contract"));

    private static readonly GemmChallenge _gemm = ProofSample.Gemm with
    {
        Arithmetic = Arithmetic.Fp16,
        Node = Address20("node"),
        Verifier = Address20("verifier"),
        Slot = 3,
        M = 128,
        N = 128,
        K = 192,
        Openings = 8,
    };

    private static readonly VramChallenge _vram = ProofSample.Vram with
    {
        Node = Address20("node"),
        Verifier = Address20("verifier"),
        Slot = 3,
        Lines = 1000,
        Work = 64,
        Lanes = 16,
        Steps = 5,
        Openings = 8,
    };

    [Test]
    public void The_messages_have_their_digests()
    {
        Hash32 digest = _gemm.Digest(_domain), commit = Hash32.Sha256("commit"u8);
        Assert.That(digest, Is.EqualTo(Hash(_vectors["gemm"]!["digest"])));
        Assert.That(_vram.Digest(_domain), Is.EqualTo(Hash(_vectors["vram"]!["digest"])));
        PogCommitment commitment = new() { Challenge = digest, Commit = commit, Device = ProofDevice.Cuda };
        Assert.That(Eip712.Digest(_domain, commitment), Is.EqualTo(Hash(_vectors["commitment"])));
        PogReceipt receipt = new() { Challenge = digest, Commit = commit, Elapsed = 9_800_000_000, RoundTrip = 21_000_000 };
        Assert.That(Eip712.Digest(_domain, receipt), Is.EqualTo(Hash(_vectors["receipt"])));
    }

    [Test]
    public void The_nine_bit_elements_their_tile_and_its_leaf()
    {
        JsonNode known = _vectors["gemm"]!;
        GemmWork work = new(_gemm, _gemm.Digest(_domain));
        Hash32 keyA = ProofHash.Key(0x41, work.FirstSeed), keyB = ProofHash.Key(0x42, work.FirstSeed);
        int[] tile = new int[256];
        new TileKernel(Arithmetic.Fp16, 192).Compute(keyA, keyB, 1, 2, tile);
        Assert.That(work.FirstSeed, Is.EqualTo(Hash(known["seed_1"])));
        Assert.That(PlainGemm.Line(keyA, Arithmetic.Fp16, 192, 0)[..16], Is.EqualTo(Numbers(known["A_1_row0_first16"])));
        Assert.That(tile[..16], Is.EqualTo(Numbers(known["C_1_tile_1_2_row0"])));
        // Tile (1, 2): block 0, row 1 of it, column 2.
        Assert.That(work.Leaf(work.FirstSeed, 1, 6), Is.EqualTo(Hash(known["leaf_1_1_2"])));
    }

    [TestCase("word_0", 0UL)]
    [TestCase("word_3999", 3999UL)]
    public void The_words_of_the_memory(string name, ulong word)
    {
        JsonNode known = _vectors["vram"]!;
        Hash32 memory = VramWork.MemoryKey(_vram.Digest(_domain));
        Assert.That(memory, Is.EqualTo(Hash(known["memory_key"])));
        uint[] line = new uint[LineChains.LineWords], wanted = new uint[ChaCha.KeyWords];
        new ComputedLines(memory, _vram.Work).Read(word / 4, line);
        ChaCha.Key(Hash(known[name]), wanted);
        Assert.That(line[((int)(word % 4) * 8)..][..8], Is.EqualTo(wanted));
    }

    [Test]
    public void The_walk_and_the_root_of_its_round()
    {
        JsonNode known = _vectors["vram"]!;
        Hash32 digest = _vram.Digest(_domain);
        Hash32 seed = VramWork.SeedOf(digest, ProofSample.Start);
        VramWork work = new(_vram, seed, new ComputedLines(VramWork.MemoryKey(digest), _vram.Work));
        Assert.That(seed, Is.EqualTo(Hash(known["seed_1"])));
        Assert.That(work.Leaf(seed, 1, 0), Is.EqualTo(Hash(known["leaf_1_0"])));
        ProvenWork proven = new(work, 1, ProofSample.NoProgress, CancellationToken.None);
        Assert.That(new Hash32(proven.Roots.Span), Is.EqualTo(Hash(known["root_1"])));
    }

    private static Address Address20(string name) =>
        new(Hash32.Sha256(System.Text.Encoding.ASCII.GetBytes(name)).ToArray().AsSpan(..Address.Size));

    private static int[] Numbers(JsonNode? list) => [.. list!.AsArray().Select(number => (int)number!)];

    private static Hash32 Hash(JsonNode? hex) => Hash32.Parse((string)hex!);
}
