using System.Security.Cryptography;
using System.Text.Json;

namespace DePin.Attestation.Keystores;

/// <summary>A private key under a password, in the format that every Ethereum wallet reads: Web3 Secret Storage, version 3.</summary>
/// <remarks>
/// Writes scrypt; reads scrypt and pbkdf2 within bounds, so that a file cannot take the machine's memory or time. The password is its UTF-8
/// bytes as given: wallets that normalise it (ethers does, to NFKC) agree for every password that is already normal, as ASCII is.
/// </remarks>
public static class Keystore
{
    /// <summary>The longest file that is read, in bytes; real ones have some 500.</summary>
    public const int MaxFileSize = 16 * 1024;

    private const int SaltSize = 32;

    /// <summary>Writes a new file that only this user can read. It appears whole or not at all, and survives a power cut.</summary>
    /// <exception cref="KeyFileException">There is a file already: <see cref="KeyFileProblem.Exists"/>.</exception>
    /// <exception cref="IOException">The directory is missing or cannot be written.</exception>
    public static void Write(string path, PrivateKey key, ReadOnlySpan<char> password, ScryptCost cost) =>
        NewFile.Write(path, Encrypt(key, password, cost));

    /// <exception cref="KeyFileException">
    /// Why the key cannot be had, <see cref="KeyFileException.Problem"/>; the message names the file.
    /// </exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static PrivateKey Read(string path, ReadOnlySpan<char> password)
    {
        byte[] file = NewFile.ReadBounded(path, MaxFileSize);
        try
        {
            return Decrypt(file, password);
        }
        catch (KeyFileException refusal)
        {
            throw new KeyFileException(refusal.Problem, $"{path}: {refusal.Message}", refusal);
        }
    }

    /// <summary>The file's bytes: JSON.</summary>
    public static byte[] Encrypt(PrivateKey key, ReadOnlySpan<char> password, ScryptCost cost)
    {
        if (cost.Refusal() is { } refusal)
        {
            throw new ArgumentOutOfRangeException(nameof(cost), refusal.Text);
        }

        byte[] salt = RandomNumberGenerator.GetBytes(SaltSize);
        byte[] counter = RandomNumberGenerator.GetBytes(Aes128Ctr.BlockSize);
        Span<byte> text = stackalloc byte[PrivateKey.Size];
        using DerivedKey derived = DerivedKey.Scrypt(password, salt, cost);
        key.CopyTo(text);
        Aes128Ctr.Transform(derived.CipherKey, counter, text);
        KeystoreDocument document = new()
        {
            Version = 3,
            Id = Guid.NewGuid().ToString("D"),
            Address = key.Address.ToString()[2..],
            Crypto = new KeystoreCrypto
            {
                Cipher = KeystoreReader.Cipher,
                CipherParameters = new KeystoreCipherParameters(Convert.ToHexStringLower(counter)),
                CipherText = Convert.ToHexStringLower(text),
                Kdf = KeystoreReader.ScryptKdf,
                KdfParameters = KeystoreKdfParameters.Scrypt(cost, salt),
                Mac = derived.Mac(text).ToString()[2..],
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, KeystoreJson.Default.KeystoreDocument);
    }

    /// <summary>The key in a file's bytes.</summary>
    /// <exception cref="KeyFileException">Why it cannot be had: <see cref="KeyFileException.Problem"/>.</exception>
    public static PrivateKey Decrypt(ReadOnlySpan<byte> json, ReadOnlySpan<char> password) => KeystoreReader.Read(json, password);
}
