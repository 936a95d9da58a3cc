using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace DePin.Attestation.Keystores;

/// <summary>scrypt, RFC 7914: a key derivation that costs an attacker memory. .NET has none.</summary>
internal static class Scrypt
{
    /// <summary>32-bit words of one Salsa20 block.</summary>
    private const int BlockWords = 16;

    /// <summary>The caller has checked the cost: see <see cref="ScryptCost.Refusal"/>.</summary>
    public static void DeriveKey(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ScryptCost cost, Span<byte> key)
    {
        int chunkWords = 2 * cost.R * BlockWords;
        byte[] bytes = new byte[cost.P * chunkWords * sizeof(uint)];
        uint[] table = GC.AllocateUninitializedArray<uint>(cost.N * chunkWords);
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(password, salt, bytes, 1, HashAlgorithmName.SHA256);
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
            ToLittleEndian(words);
            for (int i = 0; i < cost.P; i++)
            {
                Mix(words.Slice(i * chunkWords, chunkWords), table, cost.N);
            }

            ToLittleEndian(words);
            Rfc2898DeriveBytes.Pbkdf2(password, bytes, key, 1, HashAlgorithmName.SHA256);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(table.AsSpan()));
        }
    }

    /// <summary>scryptROMix, RFC 7914 §5: fills the table with N successive blocks, then mixes in N of them, chosen by the data.</summary>
    private static void Mix(Span<uint> block, Span<uint> table, int n)
    {
        int size = block.Length;
        uint[] other = new uint[size];
        for (int i = 0; i < n; i++)
        {
            block.CopyTo(table.Slice(i * size, size));
            BlockMix(block, other);
            other.CopyTo(block);
        }

        for (int i = 0; i < n; i++)
        {
            // Integerify: the last 64-byte block as a little-endian number, modulo n, a power of two below 2^32.
            int chosen = (int)(block[size - BlockWords] & (uint)(n - 1));
            Xor(block, table.Slice(chosen * size, size));
            BlockMix(block, other);
            other.CopyTo(block);
        }
    }

    /// <summary>scryptBlockMix, RFC 7914 §4: even blocks of the result go to the first half, odd ones to the second.</summary>
    private static void BlockMix(ReadOnlySpan<uint> input, Span<uint> output)
    {
        int blocks = input.Length / BlockWords;
        Span<uint> x = stackalloc uint[BlockWords];
        input[^BlockWords..].CopyTo(x);
        for (int i = 0; i < blocks; i++)
        {
            Xor(x, input.Slice(i * BlockWords, BlockWords));
            Salsa8(x);
            int place = (i / 2) + (i % 2 == 0 ? 0 : blocks / 2);
            x.CopyTo(output.Slice(place * BlockWords, BlockWords));
        }
    }

    private static void Xor(Span<uint> target, ReadOnlySpan<uint> other)
    {
        Span<Vector128<uint>> targets = MemoryMarshal.Cast<uint, Vector128<uint>>(target);
        ReadOnlySpan<Vector128<uint>> others = MemoryMarshal.Cast<uint, Vector128<uint>>(other);
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] ^= others[i];
        }
    }

    /// <summary>Salsa20/8 core, RFC 7914 §3.</summary>
    private static void Salsa8(Span<uint> block)
    {
        Span<uint> x = stackalloc uint[BlockWords];
        block.CopyTo(x);
        for (int round = 0; round < 8; round += 2)
        {
            Quarter(ref x[0], ref x[4], ref x[8], ref x[12]);
            Quarter(ref x[5], ref x[9], ref x[13], ref x[1]);
            Quarter(ref x[10], ref x[14], ref x[2], ref x[6]);
            Quarter(ref x[15], ref x[3], ref x[7], ref x[11]);

            Quarter(ref x[0], ref x[1], ref x[2], ref x[3]);
            Quarter(ref x[5], ref x[6], ref x[7], ref x[4]);
            Quarter(ref x[10], ref x[11], ref x[8], ref x[9]);
            Quarter(ref x[15], ref x[12], ref x[13], ref x[14]);
        }

        for (int i = 0; i < BlockWords; i++)
        {
            block[i] += x[i];
        }
    }

    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        b ^= BitOperations.RotateLeft(a + d, 7);
        c ^= BitOperations.RotateLeft(b + a, 9);
        d ^= BitOperations.RotateLeft(c + b, 13);
        a ^= BitOperations.RotateLeft(d + c, 18);
    }

    /// <summary>scrypt's words are little-endian; does nothing on the machines we know.</summary>
    private static void ToLittleEndian(Span<uint> words)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
