using System.Security.Cryptography;
using System.Text;

namespace DePin.Attestation.Keystores;

/// <summary>A private key as hexadecimal text, protected by nothing but the file's mode 0600: only where the owner asks for it.</summary>
public static class RawKeyFile
{
    private const int MaxFileSize = 128;

    /// <summary>Writes a new file as <see cref="Keystore.Write"/> does: 0600, whole or not at all, never over another.</summary>
    /// <exception cref="KeyFileException">There is a file already: <see cref="KeyFileProblem.Exists"/>.</exception>
    /// <exception cref="IOException">The directory is missing or cannot be written.</exception>
    public static void Write(string path, PrivateKey key)
    {
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        byte[] content = new byte[2 + (2 * PrivateKey.Size) + 1];
        key.CopyTo(bytes);
        "0x"u8.CopyTo(content);
        Convert.TryToHexStringLower(bytes, content.AsSpan(2), out _);
        content[^1] = (byte)'\n';
        try
        {
            NewFile.Write(path, content);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <exception cref="KeyFileException">Others may use the file, or it holds no key; the message never quotes what it holds.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static PrivateKey Read(string path)
    {
        OwnerOnly.Require(path, "key");
        byte[] content = NewFile.ReadBounded(path, MaxFileSize);
        Span<char> text = stackalloc char[MaxFileSize];
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        try
        {
            int length = Encoding.Latin1.GetChars(content, text);
            return HexText.TryParse(text[..length].TrimEnd('\n'), bytes)
                ? PrivateKey.FromBytes(bytes)
                : throw new KeyFileException(KeyFileProblem.Corrupt, $"{path}: expected 0x and {2 * PrivateKey.Size} hexadecimal digits");
        }
        catch (ArgumentException refusal)
        {
            throw new KeyFileException(
                KeyFileProblem.Corrupt, $"{path}: holds bytes that are not a private key; take it from a backup", refusal);
        }
        finally
        {
            text.Clear();
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
