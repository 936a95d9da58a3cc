using System.Security.Cryptography;
using DePin.Attestation.Native;

namespace DePin.Attestation.Keystores;

/// <summary>
/// Writes a file once: mode 0600 from its first byte, whole or not at all, on the disk before anybody relies on it, and never over
/// another.
/// </summary>
internal static class NewFile
{
    /// <exception cref="KeyFileException">There is a file already: <see cref="KeyFileProblem.Exists"/>.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        string temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{unique}");
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly.FileMode };
            using (FileStream stream = new(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            Place(temporary, path);
            // The name is in the directory, so the directory must reach the disk too.
            LibcNative.FlushDirectory(directory);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <exception cref="KeyFileException">It is longer than <paramref name="limit"/> bytes.</exception>
    public static byte[] ReadBounded(string path, int limit)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] buffer = new byte[limit + 1];
        int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length > limit)
        {
            throw new KeyFileException(KeyFileProblem.Corrupt, $"{path}: a key file has at most {limit} bytes");
        }

        byte[] content = buffer[..length];
        CryptographicOperations.ZeroMemory(buffer);
        return content;
    }

    private static void Place(string temporary, string path)
    {
        // A hard link, unlike a rename, fails when the name is taken: two that start at once cannot both believe in their key.
        if (!LibcNative.TryLink(temporary, path))
        {
            throw new KeyFileException(KeyFileProblem.Exists, Directory.Exists(path)
                ? $"{path}: this is a directory; name a file in it"
                : $"{path}: there is a file already, and a key is never overwritten");
        }
    }
}
