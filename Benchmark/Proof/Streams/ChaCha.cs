using System.Buffers.Binary;
using System.Numerics;
using DePin.Attestation;

namespace DePin.Benchmark.Proof.Streams;

/// <summary>
/// ChaCha's stream with the key's block counter in 64 bits and the nonce zero (RFC 8439's block function), one block at a time. It is what
/// the wide forms must equal.
/// </summary>
internal static class ChaCha
{
    public const int BlockSize = 64;

    /// <summary>Words of a key.</summary>
    public const int KeyWords = 8;

    /// <summary>Words of a block.</summary>
    public const int Words = 16;

    private const int KeyAt = 4;
    private const int CounterAt = 12;

    /// <summary>RFC 8439 §2.3: "expand 32-byte k".</summary>
    public static ReadOnlySpan<uint> Constants => [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];

    /// <summary>The key's words, as every form of the stream wants them.</summary>
    public static void Key(Hash32 key, Span<uint> words)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        key.CopyTo(bytes);
        for (int i = 0; i < KeyWords; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        }
    }

    /// <summary>Block <paramref name="counter"/>, as words.</summary>
    /// <param name="rounds">8 or 20.</param>
    public static void Block(ReadOnlySpan<uint> key, ulong counter, int rounds, Span<uint> block)
    {
        Span<uint> input = stackalloc uint[Words];
        input.Clear();
        Constants.CopyTo(input);
        key[..KeyWords].CopyTo(input[KeyAt..]);
        input[CounterAt] = (uint)counter;
        input[CounterAt + 1] = (uint)(counter >> 32);
        input.CopyTo(block);
        for (int i = 0; i < rounds; i += 2)
        {
            DoubleRound(block);
        }

        for (int i = 0; i < Words; i++)
        {
            block[i] += input[i];
        }
    }

    /// <summary>The stream's words from its beginning.</summary>
    public static void Words32(Hash32 key, int rounds, Span<uint> words)
    {
        Span<uint> keyWords = stackalloc uint[KeyWords];
        Span<uint> block = stackalloc uint[Words];
        Key(key, keyWords);
        for (int i = 0; i < words.Length; i += Words)
        {
            Block(keyWords, (ulong)(i / Words), rounds, block);
            block[..Math.Min(Words, words.Length - i)].CopyTo(words[i..]);
        }
    }

    private static void DoubleRound(Span<uint> x)
    {
        QuarterRound(x, 0, 4, 8, 12);
        QuarterRound(x, 1, 5, 9, 13);
        QuarterRound(x, 2, 6, 10, 14);
        QuarterRound(x, 3, 7, 11, 15);
        QuarterRound(x, 0, 5, 10, 15);
        QuarterRound(x, 1, 6, 11, 12);
        QuarterRound(x, 2, 7, 8, 13);
        QuarterRound(x, 3, 4, 9, 14);
    }

    private static void QuarterRound(Span<uint> x, int a, int b, int c, int d)
    {
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 7);
    }
}
