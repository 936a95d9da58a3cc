using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>
/// A download that is not finished: named by the hash of what it will be, so that a later run goes on where this one stopped, and
/// only what hashes
/// to its name ever gets the output's own name.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private const string Prefix = ".depin-partial-";
    private const int BufferBytes = 256 * 1024;

    private readonly ArtifactEntry _entry;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartialFile(ArtifactEntry entry, FileStream file)
    {
        _entry = entry;
        _file = file;
    }

    /// <summary>Bytes held.</summary>
    public long Length { get; private set; }

    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Opens it in <paramref name="directory"/> with what an earlier run left.</summary>
    public static async Task<PartialFile> OpenAsync(string directory, ArtifactEntry entry, CancellationToken token)
    {
        string path = Path.Combine(directory, Prefix + Convert.ToHexStringLower(entry.Sha256.Value.ToArray()));
        if (new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
        }

        PartialFile partial = new(entry, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        if (partial._file.Length > entry.Size)
        {
            partial.Restart();
        }

        byte[] buffer = new byte[BufferBytes];
        for (int read; (read = await partial._file.ReadAsync(buffer, token)) > 0; partial.Length += read)
        {
            partial._hash.AppendData(buffer, 0, read);
        }

        return partial;
    }

    /// <summary>Forgets what is held.</summary>
    public void Restart()
    {
        _file.SetLength(0);
        _file.Position = 0;
        _hash.GetHashAndReset();
        Length = 0;
    }

    /// <returns>False when that would be more than the file may have; nothing is written then.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _entry.Size)
        {
            return false;
        }

        _file.Write(bytes);
        _hash.AppendData(bytes);
        Length += bytes.Length;
        return true;
    }

    /// <summary>Gives the file its own name when it is what it should be, and deletes it otherwise.</summary>
    public bool TryFinish(string target)
    {
        bool good = Length == _entry.Size && new Hash32(_hash.GetHashAndReset()) == _entry.Sha256.Value;
        if (!good)
        {
            File.Delete(_file.Name);
            return false;
        }

        _file.Flush(flushToDisk: true);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(_file.Name, target, overwrite: true);
        return true;
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }
}
