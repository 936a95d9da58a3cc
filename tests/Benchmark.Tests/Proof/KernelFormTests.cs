using System.Runtime.Intrinsics;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Streams;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Every fast form computes what the plain one does.</summary>
public sealed class KernelFormTests
{
    [TestCase(0UL)]
    [TestCase(1_000_003UL)]
    [TestCase(uint.MaxValue - 3UL)]
    [TestCase(ulong.MaxValue - 3UL)]
    public void Eight_blocks_at_once_are_eight_blocks(ulong first)
    {
        if (!ChaCha8Wide.IsSupported)
        {
            Assert.Ignore("this processor has no AVX2");
        }

        uint[] key = new uint[ChaCha.KeyWords], plain = new uint[ChaCha.Words];
        ChaCha.Key(ProofSample.SeededRandom().NextHash(), key);
        Vector256<uint>[] wide = new Vector256<uint>[ChaCha.Words];
        ChaCha8Wide.Fill(key, first, wide);
        for (int block = 0; block < ChaCha8Wide.Blocks; block++)
        {
            ChaCha.Block(key, unchecked(first + (ulong)block), 8, plain);
            Assert.That(wide.Select(vector => vector[block]), Is.EqualTo(plain), $"block {block}");
        }
    }

    [TestCase(Arithmetic.Int8, 64)]
    [TestCase(Arithmetic.Int8, 512)]
    [TestCase(Arithmetic.Int8, 1088)]
    [TestCase(Arithmetic.Fp16, 64)]
    [TestCase(Arithmetic.Fp16, 256)]
    [TestCase(Arithmetic.Fp16, 832)]
    public void Both_forms_of_the_tile_are_the_sum_of_products(Arithmetic arithmetic, int k)
    {
        Random random = ProofSample.SeededRandom();
        GemmChallenge challenge = ProofSample.Gemm with { Arithmetic = arithmetic, K = (uint)k };
        Hash32 seed = random.NextHash();
        (uint row, uint column) = ((uint)random.Next(4096), (uint)random.Next(4096));
        int[] expected = PlainGemm.Tile(challenge, seed, row, column);
        foreach (bool wide in new[] { false, ChaCha8Wide.IsSupported })
        {
            int[] tile = new int[256];
            TileKernel kernel = new(arithmetic, k, wide);
            // Twice, since a kernel is used again.
            kernel.Compute(random.NextHash(), random.NextHash(), 1, 2, tile);
            kernel.Compute(ProofHash.Key(0x41, seed), ProofHash.Key(0x42, seed), row, column, tile);
            Assert.That(tile, Is.EqualTo(expected), wide ? "with vectors" : "without");
        }
    }

    [TestCase(Arithmetic.Int8, 65536)]
    [TestCase(Arithmetic.Fp16, 32768)]
    public void The_longest_sums_are_the_same_with_vectors_and_without(Arithmetic arithmetic, int k)
    {
        Random random = ProofSample.SeededRandom();
        (Hash32 a, Hash32 b) = (random.NextHash(), random.NextHash());
        int[] wide = new int[256], plain = new int[256];
        new TileKernel(arithmetic, k).Compute(a, b, 4095, 4095, wide);
        new TileKernel(arithmetic, k, wide: false).Compute(a, b, 4095, 4095, plain);
        Assert.That(wide, Is.EqualTo(plain));
    }

    [TestCase(0UL, 1u)]
    [TestCase(12_345UL, 16u)]
    [TestCase((1UL << 30) - 1, 2u)]
    [TestCase((1UL << 32) - 1, 3u)]
    public void A_line_is_four_chains_of_plain_blocks(ulong line, uint work)
    {
        uint[] key = new uint[ChaCha.KeyWords], words = new uint[LineChains.LineWords], block = new uint[ChaCha.Words];
        ChaCha.Key(ProofSample.SeededRandom().NextHash(), key);
        LineChains.Compute(key, line, work, words);
        for (ulong word = 0; word < 4; word++)
        {
            ChaCha.Block(key, (4 * line) + word, 20, block);
            for (uint j = 1; j < work; j++)
            {
                ChaCha.Block(block.AsSpan(..ChaCha.KeyWords).ToArray(), j, 20, block);
            }

            Assert.That(words[(8 * (int)word)..][..8], Is.EqualTo(block[..8]), $"word {word}");
        }
    }
}
