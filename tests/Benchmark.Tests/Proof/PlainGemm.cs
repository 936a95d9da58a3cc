using System.Buffers.Binary;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>PoG-GEMM as the document writes it, element by element: what the kernel must equal, and what a cheat starts from.</summary>
internal static class PlainGemm
{
    /// <summary>A matrix's line (row of A, column of B), <paramref name="k"/> elements long.</summary>
    public static int[] Line(Hash32 key, Arithmetic arithmetic, uint k, ulong line)
    {
        int size = RowPanel.ElementSize(arithmetic);
        byte[] bytes = new byte[k * size];
        uint[] words = new uint[ChaCha.KeyWords], block = new uint[ChaCha.Words];
        ChaCha.Key(key, words);
        for (int at = 0; at < bytes.Length; at += ChaCha.BlockSize)
        {
            ChaCha.Block(words, ((line * (ulong)bytes.Length) + (ulong)at) / ChaCha.BlockSize, 8, block);
            Buffer.BlockCopy(block, 0, bytes, at, ChaCha.BlockSize);
        }

        return arithmetic == Arithmetic.Int8
            ? [.. bytes.Select(one => (int)(sbyte)one)]
            : [.. Enumerable.Range(0, (int)k).Select(x => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * x)) >> 7)];
    }

    /// <param name="bend">What a cheat makes of an element.</param>
    public static int[] Tile(GemmChallenge challenge, Hash32 seed, uint row, uint column, Func<int, int>? bend = null)
    {
        bend ??= element => element;
        int[][] a = Lines(challenge, ProofHash.Key(0x41, seed), row, bend), b = Lines(challenge, ProofHash.Key(0x42, seed), column, bend);
        int[] tile = new int[256];
        for (int i = 0; i < tile.Length; i++)
        {
            for (int x = 0; x < challenge.K; x++)
            {
                tile[i] += a[i / 16][x] * b[i % 16][x];
            }
        }

        return tile;
    }

    public static Hash32 Leaf(uint round, uint row, uint column, int[] tile)
    {
        byte[] preimage = new byte[13 + (tile.Length * 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(preimage.AsSpan(1), round);
        BinaryPrimitives.WriteUInt32LittleEndian(preimage.AsSpan(5), row);
        BinaryPrimitives.WriteUInt32LittleEndian(preimage.AsSpan(9), column);
        foreach ((int i, int element) in tile.Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(preimage.AsSpan(13 + (4 * i)), element);
        }

        return Hash32.Sha256(preimage);
    }

    /// <summary>Row and column of the tile at a position, as the document orders them.</summary>
    public static (uint Row, uint Column) At(GemmChallenge challenge, uint position)
    {
        for (uint row = 0; row < challenge.M / 16; row++)
        {
            for (uint column = 0; column < challenge.N / 16; column++)
            {
                if ((((row / 4 * (challenge.N / 64)) + (column / 4)) * 16) + (row % 4 * 4) + (column % 4) == position)
                {
                    return (row, column);
                }
            }
        }

        throw new ArgumentOutOfRangeException(nameof(position));
    }

    private static int[][] Lines(GemmChallenge challenge, Hash32 key, uint first, Func<int, int> bend) =>
    [
        .. Enumerable.Range(0, 16)
            .Select(i => Line(key, challenge.Arithmetic, challenge.K, (first * 16) + (ulong)i).Select(bend).ToArray()),
    ];
}
