using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Proof;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>The proofs' known answers, computed by the kernels that ship.</summary>
internal sealed class VectorTests
{
    private const int Seed = 11;

    private static readonly JsonNode _first = Read("pog.json");
    private static readonly JsonNode _second = Read("pog-2.json");

    [TestCaseSource(typeof(PtxFamily), nameof(PtxFamily.All))]
    public void Int8_rounds_end_in_the_known_roots_and_commitment(PtxFamily family)
    {
        JsonNode known = _first["gemm"]!;
        Hash32 seed1 = Hash32.Sha256(Encoding.ASCII.GetBytes("pog-gemm/v1" + (string)known["challenge_ascii"]!));
        Assert.That(seed1, Is.EqualTo(Hash(known["seed_1"])));
        GemmChallenge challenge = Challenges.Gemm(Arithmetic.Int8, 128, 128, 128);

        ProvenRound round1 = DeviceProver.Gemm(new Gpu(family, Seed, mistake: null), challenge, seed1, 1);
        Hash32 seed2 = ProofHash.NextSeed(seed1, round1.Root);
        ProvenRound round2 = DeviceProver.Gemm(new Gpu(family, Seed, mistake: null), challenge, seed2, 2);

        // Tile (1, 2): block 0, row 1 of it, column 2.
        Assert.That(round1.Leaves[6], Is.EqualTo(Hash(known["leaf_1_1_2"])));
        Assert.That(round1.Root, Is.EqualTo(Hash(known["root_1"])));
        Assert.That(seed2, Is.EqualTo(Hash(known["seed_2"])));
        Assert.That(round2.Root, Is.EqualTo(Hash(known["root_2"])));
        byte[] roots = [.. round1.Root.ToArray(), .. round2.Root.ToArray()];
        Assert.That(ProofHash.Commit(roots), Is.EqualTo(Hash(known["commit"])));
    }

    [TestCaseSource(typeof(PtxFamily), nameof(PtxFamily.All))]
    public void Nine_bit_sums_have_the_known_leaf(PtxFamily family)
    {
        JsonNode known = _second["gemm"]!;
        GemmChallenge challenge = Challenges.Gemm(Arithmetic.Fp16, 128, 128, 192);
        ProvenRound round = DeviceProver.Gemm(new Gpu(family, Seed, mistake: null), challenge, Hash(known["seed_1"]), 1);
        Assert.That(round.Leaves[6], Is.EqualTo(Hash(known["leaf_1_1_2"])));
    }

    [Test]
    public void Memory_and_walks_are_the_known_ones()
    {
        JsonNode known = _second["vram"]!;
        Gpu gpu = new(PtxFamily.Sm75, Seed, mistake: null);
        VramChallenge challenge = Challenges.Vram(lines: 1000, work: 64, lanes: 16, steps: 5);
        ulong memory = DeviceProver.Fill(gpu, challenge, Hash(known["memory_key"]));
        Assert.That(new Hash32(gpu.Device.Memory(memory)[..Hash32.Size]), Is.EqualTo(Hash(known["word_0"])));
        Assert.That(new Hash32(gpu.Device.Memory(memory)[^Hash32.Size..]), Is.EqualTo(Hash(known["word_3999"])));

        ProvenRound round = DeviceProver.Walk(gpu, challenge, memory, Hash(known["seed_1"]), 1);
        Assert.That(round.Leaves[0], Is.EqualTo(Hash(known["leaf_1_0"])));
        Assert.That(round.Root, Is.EqualTo(Hash(known["root_1"])));
    }

    /// <summary>Version 2 keeps the chains of version 1, whose items of 128 bytes were made of the word at a chain's end.</summary>
    [Test]
    public void The_words_of_the_withdrawn_version_end_the_same_chains()
    {
        JsonNode known = _first["vram"]!;
        Gpu gpu = new(PtxFamily.Sm75, Seed, mistake: null);
        VramChallenge challenge = Challenges.Vram(lines: 1, work: (uint)(int)known["k"]!, lanes: 16, steps: 1);
        ulong memory = DeviceProver.Fill(gpu, challenge, Hash32.Sha256("pog-vram/v1vram-seed"u8));
        uint[] word = gpu.Device.Read<uint>(memory)[..8], item = new uint[32];
        for (int half = 0; half < 2; half++)
        {
            Benchmark.Proof.Streams.ChaCha.Block(word, (ulong)half, 20, item.AsSpan(half * 16, 16));
        }

        byte[] bytes = [.. item.SelectMany(BitConverter.GetBytes)];
        Assert.That(Convert.ToHexStringLower(bytes), Is.EqualTo((string)known["item_0"]!));
    }

    private static JsonNode Read(string name) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Benchmark.Tests", "Proof", name)))!;

    private static Hash32 Hash(JsonNode? hex) => Hash32.Parse((string)hex! is ['0', 'x', ..] prefixed ? prefixed : "0x" + (string)hex!);
}
