using System.Formats.Tar;
using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>Writes what comes out of a container into a file of this machine.</summary>
internal static class SpoolFile
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Writes the entry's content, durably, over whatever is there.</summary>
    /// <returns>What was written.</returns>
    /// <exception cref="IOException">The stream broke off, or the spool cannot be written.</exception>
    public static async Task<ContentHash> WriteAsync(string file, TarEntry entry, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] buffer = new byte[Math.Min(entry.Length, BufferBytes)];
        long left = entry.Length;
        while (left > 0)
        {
            int read = await entry.DataStream!.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), token);
            if (read == 0)
            {
                throw new EndOfStreamException($"'{entry.Name}' broke off {left} bytes before its end");
            }

            hash.AppendData(buffer, 0, read);
            output.Write(buffer, 0, read);
            left -= read;
        }

        output.Flush(flushToDisk: true);
        return new ContentHash(new Hash32(hash.GetHashAndReset()));
    }
}
