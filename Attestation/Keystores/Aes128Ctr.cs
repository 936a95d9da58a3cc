using System.Security.Cryptography;

namespace DePin.Attestation.Keystores;

/// <summary>
/// AES-128 in counter mode, NIST SP 800-38A §6.5, with a 128-bit big-endian counter. .NET has none: it is AES of the counter, XOR the
/// data.
/// </summary>
internal static class Aes128Ctr
{
    public const int KeySize = 16;
    public const int BlockSize = 16;

    /// <summary>Encrypts or decrypts <paramref name="data"/> in place; the two are the same.</summary>
    public static void Transform(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initialCounter, Span<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeySize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(initialCounter.Length, BlockSize);
        using Aes aes = Aes.Create();
        aes.SetKey(key);
        Span<byte> counter = stackalloc byte[BlockSize];
        Span<byte> stream = stackalloc byte[BlockSize];
        initialCounter.CopyTo(counter);
        for (int start = 0; start < data.Length; start += BlockSize)
        {
            aes.EncryptEcb(counter, stream, PaddingMode.None);
            Span<byte> block = data.Slice(start, Math.Min(BlockSize, data.Length - start));
            for (int i = 0; i < block.Length; i++)
            {
                block[i] ^= stream[i];
            }

            Increment(counter);
        }

        CryptographicOperations.ZeroMemory(stream);
    }

    private static void Increment(Span<byte> counter)
    {
        for (int i = counter.Length - 1; i >= 0 && ++counter[i] == 0; i--)
        {
            // The carry goes on to the next byte.
        }
    }
}
