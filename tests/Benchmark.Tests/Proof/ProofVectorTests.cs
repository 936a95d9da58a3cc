using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Streams;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Known answers of an independent implementation, which chose other code for everything.</summary>
public sealed class ProofVectorTests
{
    private static readonly JsonNode _vectors = JsonNode.Parse(File.ReadAllBytes(Vectors("pog.json")))!;
    private static readonly JsonNode _gemm = _vectors["gemm"]!;

    [TestCase(20, "chacha20_first32")]
    [TestCase(8, "chacha8_first32")]
    public void The_streams_begin_as_they_must(int rounds, string name)
    {
        uint[] words = new uint[8];
        ChaCha.Words32(default, rounds, words);
        Assert.That(Convert.ToHexStringLower(MemoryMarshal.AsBytes<uint>(words)), Is.EqualTo(Text(_vectors["chacha"]![name])));
    }

    [Test]
    public void Keys_and_elements_of_the_first_round_are_the_known_ones()
    {
        Hash32 keyA = ProofHash.Key(0x41, FirstSeed()), keyB = ProofHash.Key(0x42, FirstSeed());
        Assert.That(FirstSeed(), Is.EqualTo(Hash(_gemm["seed_1"])));
        Assert.That(keyA, Is.EqualTo(Hash(_gemm["keyA_1"])));
        Assert.That(keyB, Is.EqualTo(Hash(_gemm["keyB_1"])));
        Assert.That(Row(keyA), Is.EqualTo(Numbers(_gemm["A_1_row0_first16"])));
        Assert.That(Row(keyB), Is.EqualTo(Numbers(_gemm["Bt_1_row0_first16"])));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void The_tile_and_its_leaf_are_the_known_ones(bool wide)
    {
        int[] tile = new int[256];
        new TileKernel(Arithmetic.Int8, 128, wide && ChaCha8Wide.IsSupported)
            .Compute(Hash(_gemm["keyA_1"]), Hash(_gemm["keyB_1"]), 1, 2, tile);
        Assert.That(tile[..16], Is.EqualTo(Numbers(_gemm["C_1_tile_1_2_row0"])));
        Assert.That(PlainGemm.Leaf(1, 1, 2, tile), Is.EqualTo(Hash(_gemm["leaf_1_1_2"])));
    }

    [Test]
    public void Roots_commitment_draws_and_paths_are_the_known_ones()
    {
        GemmWork work = Work();
        ProvenWork proven = new(work, 2, ProofSample.NoProgress, CancellationToken.None);
        Hash32 root1 = new(proven.Roots.Span[..32]), root2 = new(proven.Roots.Span[32..]);
        Assert.That(root1, Is.EqualTo(Hash(_gemm["root_1"])));
        Assert.That(ProofHash.NextSeed(FirstSeed(), root1), Is.EqualTo(Hash(_gemm["seed_2"])));
        Assert.That(root2, Is.EqualTo(Hash(_gemm["root_2"])));
        Assert.That(proven.Commit, Is.EqualTo(Hash(_gemm["commit"])));

        ProofDraw[] draws = ProofHash.Draws(work, Hash(_gemm["kappa"]), 8);
        int[][] drawn = [.. draws.Select(draw => new[] { (int)draw.Round, (int)Tile(draw).Row, (int)Tile(draw).Column })];
        Assert.That(drawn, Is.EqualTo(_gemm["samples_t_I_J"]!.AsArray().Select(Numbers)));
        foreach ((int i, ProofDraw draw) in draws.Index())
        {
            byte[] path = [.. _gemm["paths"]![i]!.AsArray().SelectMany(node => Hash(node).ToArray())];
            Hash32 seed = draw.Round == 1 ? FirstSeed() : Hash(_gemm["seed_2"]);
            Hash32 leaf = work.Leaf(seed, draw.Round, draw.Position);
            Assert.That(ProofHash.Climb(leaf, draw.Position, path), Is.EqualTo(draw.Round == 1 ? root1 : root2), $"path {i}");
        }
    }

    [TestCase("item_0", 0UL)]
    [TestCase("item_12345", 12345UL)]
    public void The_words_of_the_withdrawn_v1_end_the_same_chains_and_32_bytes_hold_all_128(string name, ulong index)
    {
        JsonNode vram = _vectors["vram"]!;
        uint[] key = new uint[ChaCha.KeyWords], line = new uint[LineChains.LineWords], item = new uint[LineChains.LineWords];
        ChaCha.Key(Hash32.Sha256("pog-vram/v1vram-seed"u8), key);
        LineChains.Compute(key, index / 4, (uint)(int)vram["k"]!, line);
        uint[] word = line[((int)(index % 4) * 8)..][..8];
        for (int half = 0; half < 2; half++)
        {
            ChaCha.Block(word, (ulong)half, 20, item.AsSpan(half * ChaCha.Words));
        }

        Assert.That(Convert.ToHexStringLower(MemoryMarshal.AsBytes<uint>(item)), Is.EqualTo(Text(vram[name])));
    }

    internal static string Vectors(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DePin.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "Benchmark.Tests", "Proof", name);
    }

    private static GemmChallenge Challenge => ProofSample.Gemm with { M = 128, N = 128, K = 128, Rounds = 2 };

    /// <summary>The vectors' challenge is a text instead of a digest.</summary>
    private static Hash32 FirstSeed() => Hash32.Sha256(Encoding.ASCII.GetBytes("pog-gemm/v1" + Text(_gemm["challenge_ascii"])));

    private static GemmWork Work() => new(Challenge, FirstSeed(), new TileKernel(Arithmetic.Int8, 128));

    private static (uint Row, uint Column) Tile(ProofDraw draw) => PlainGemm.At(Challenge, draw.Position);

    private static int[] Row(Hash32 key) => PlainGemm.Line(key, Arithmetic.Int8, 128, 0)[..16];

    private static int[] Numbers(JsonNode? list) => [.. list!.AsArray().Select(number => (int)number!)];

    private static Hash32 Hash(JsonNode? hex) => Hash32.Parse("0x" + Text(hex));

    private static string Text(JsonNode? text) => (string)text!;
}
