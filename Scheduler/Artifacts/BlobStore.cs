using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Artifacts;

/// <summary>
/// Content by its SHA-256: one file for each, whoever brought it, never changed. Content arrives in a temporary file, is made durable,
/// checked against its name, and renamed into place; nothing half-written is ever seen under a hash.
/// </summary>
internal sealed class BlobStore(string blobs, string uploads)
{
    private const int CopyBuffer = 128 * 1024;

    private readonly ContentPins _pins = new();

    /// <summary>
    /// Where a part-wise upload gathers. Parts of one attempt share a directory, so that the end of the attempt sweeps them away.
    /// </summary>
    public string UploadPath(string attempt, ContentHash hash) => Path.Combine(uploads, attempt, Hex(hash));

    public bool Exists(ContentHash hash, long size) => new FileInfo(PathOf(hash)) is { Exists: true } file && file.Length == size;

    public bool Exists(ContentHash hash) => File.Exists(PathOf(hash));

    public long Length(ContentHash hash) => new FileInfo(PathOf(hash)).Length;

    /// <summary>Keeps these contents until disposed. Who is about to name one pins it first and looks for it then.</summary>
    public IDisposable Pin(IEnumerable<ContentHash> contents) => _pins.Hold(contents);

    /// <summary>Every content that is here.</summary>
    public IEnumerable<ContentHash> All()
    {
        foreach (string file in Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories))
        {
            if (ContentHash.TryParse($"sha256:{Path.GetFileName(file)}", null, out ContentHash hash))
            {
                yield return hash;
            }
        }
    }

    /// <summary>Removes a content unless it is pinned, or named by then; whoever reads it now reads on to its end.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public bool Remove(ContentHash hash, Func<ContentHash, bool> isNamed) => _pins.Remove(hash, isNamed, () => File.Delete(PathOf(hash)));

    /// <exception cref="FileNotFoundException">The content is not here.</exception>
    public FileStream OpenRead(ContentHash hash) => new(PathOf(hash), new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    });

    /// <summary>Takes a complete temporary file into the store under its hash. The file is gone afterwards, whatever the answer.</summary>
    /// <returns>A refusal when the bytes do not hash to the name.</returns>
    /// <exception cref="IOException">The disk failed; the store is as before.</exception>
    public async Task<Answer<bool>> AdoptAsync(string temporary, ContentHash hash, CancellationToken token)
    {
        Hash32 actual = await HashAsync(temporary, token);
        if (actual != hash.Value)
        {
            File.Delete(temporary);
            return new Refusal(ProblemCode.DigestMismatch, $"the bytes hash to {new ContentHash(actual)}, they were sent as {hash}",
                "send the content again from offset 0");
        }

        string path = PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Durable.Move(temporary, path);
        Durable.SyncDirectory(blobs);
        return true;
    }

    /// <summary>Takes a whole body into the store.</summary>
    /// <exception cref="IOException">The disk or the connection failed; the store is as before.</exception>
    public async Task<Answer<long>> ReceiveAsync(Stream body, ContentHash hash, CancellationToken token)
    {
        string temporary = Path.Combine(uploads, Path.GetRandomFileName());
        try
        {
            long length;
            await using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, CopyBuffer,
                FileOptions.Asynchronous))
            {
                await body.CopyToAsync(file, CopyBuffer, token);
                file.Flush(flushToDisk: true);
                length = file.Length;
            }

            return (await AdoptAsync(temporary, hash, token)).TryGet(out _, out Refusal? refusal) ? length : refusal;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>What an attempt was uploading when it was last cut off: each content with the bytes that are here.</summary>
    public IReadOnlyList<(ContentHash Hash, long Bytes)> Parts(string attempt)
    {
        DirectoryInfo directory = new(Path.Combine(uploads, attempt));
        return directory.Exists
            ? [.. directory.EnumerateFiles().Select(file => (ContentHash.Parse($"sha256:{file.Name}"), file.Length))]
            : [];
    }

    /// <summary>Forgets what an attempt was uploading.</summary>
    public void DropUploads(string attempt)
    {
        string path = Path.Combine(uploads, attempt);
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (IOException)
        {
            // A part is being added at this moment: who adds it sweeps after itself, and a start sweeps everything.
        }
    }

    /// <summary>At a start: forgets whole-body uploads that were cut off, and parts of attempts that are over.</summary>
    public void Sweep(IReadOnlySet<string> liveAttempts)
    {
        foreach (string file in Directory.EnumerateFiles(uploads))
        {
            File.Delete(file);
        }

        foreach (string directory in Directory.EnumerateDirectories(uploads).Where(path => !liveAttempts.Contains(Path.GetFileName(path))))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<Hash32> HashAsync(string path, CancellationToken token)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        return new Hash32(await SHA256.HashDataAsync(file, token));
    }

    private static string Hex(ContentHash hash) => hash.Value.ToString()[2..];

    private string PathOf(ContentHash hash)
    {
        string hex = Hex(hash);
        return Path.Combine(blobs, hex[..2], hex);
    }
}
