using System.Security.Cryptography;
using System.Text;

namespace DePin.Attestation.Keystores;

/// <summary>32 bytes made from a password: half a cipher key, half a key for the check value. Zeroed when disposed.</summary>
internal sealed class DerivedKey : IDisposable
{
    public const int Size = 32;

    private readonly byte[] _bytes = new byte[Size];

    private DerivedKey()
    {
    }

    public ReadOnlySpan<byte> CipherKey => _bytes.AsSpan(0, Aes128Ctr.KeySize);

    public static DerivedKey Scrypt(ReadOnlySpan<char> password, ReadOnlySpan<byte> salt, ScryptCost cost)
    {
        byte[] secret = Utf8(password);
        DerivedKey key = new();
        Keystores.Scrypt.DeriveKey(secret, salt, cost, key._bytes);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    public static DerivedKey Pbkdf2(ReadOnlySpan<char> password, ReadOnlySpan<byte> salt, int iterations)
    {
        byte[] secret = Utf8(password);
        DerivedKey key = new();
        Rfc2898DeriveBytes.Pbkdf2(secret, salt, key._bytes, iterations, HashAlgorithmName.SHA256);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>Keccak-256 of the second half and the ciphertext: tells a wrong password.</summary>
    public Hash32 Mac(ReadOnlySpan<byte> cipherText)
    {
        byte[] input = [.. _bytes.AsSpan(Aes128Ctr.KeySize), .. cipherText];
        Hash32 mac = Keccak256.Hash(input);
        CryptographicOperations.ZeroMemory(input);
        return mac;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    public override string ToString() => "DerivedKey([redacted])";

    private static byte[] Utf8(ReadOnlySpan<char> password)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(password)];
        Encoding.UTF8.GetBytes(password, bytes);
        return bytes;
    }
}
