using System.Buffers;
using System.Collections.Concurrent;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using Microsoft.Win32.SafeHandles;

namespace DePin.Scheduler.Artifacts;

/// <summary>
/// Uploads that come in parts and may be cut off at any byte: what arrived is kept, made durable, and told as the offset to go on from.
/// </summary>
internal sealed class PartUploads(BlobStore blobs)
{
    private const int CopyBuffer = 128 * 1024;

    private readonly ConcurrentDictionary<AttemptId, ConcurrentDictionary<ContentHash, SemaphoreSlim>> _turns = new();

    /// <summary>Adds a part. When it was the last one, the content is checked and in the store afterwards.</summary>
    /// <exception cref="IOException">The disk or the connection failed; the durable prefix stays.</exception>
    public Task<Answer<ArtifactReply>> AddAsync(AttemptId attempt, ArtifactEntry entry, long offset, Stream part,
        CancellationToken token) => AddAsync(blobs, attempt, entry, offset, part, token);

    /// <summary>As above, for content that belongs in another store.</summary>
    /// <exception cref="IOException">The disk or the connection failed; the durable prefix stays.</exception>
    public async Task<Answer<ArtifactReply>> AddAsync(BlobStore into, AttemptId attempt, ArtifactEntry entry, long offset, Stream part,
        CancellationToken token)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(attempt, _ => []).GetOrAdd(entry.Sha256, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(token);
        try
        {
            return await AddInTurnAsync(into, attempt, entry, offset, part, token);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The attempt has ended.</summary>
    public void Drop(AttemptId attempt)
    {
        if (_turns.TryRemove(attempt, out _))
        {
            blobs.DropUploads(NameOf(attempt));
        }
    }

    public static string NameOf(AttemptId attempt) => attempt.ToString()[2..];

    private async Task<Answer<ArtifactReply>> AddInTurnAsync(BlobStore into, AttemptId attempt, ArtifactEntry entry, long offset,
        Stream part, CancellationToken token)
    {
        string path = blobs.UploadPath(NameOf(attempt), entry.Sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        long length;
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read,
            FileOptions.Asynchronous))
        {
            Answer<long> added = await WriteAsync(file, entry, offset, part, token);
            if (!added.TryGet(out length, out Refusal? refusal))
            {
                return refusal;
            }
        }

        if (length < entry.Size)
        {
            return new ArtifactReply(length, false);
        }

        Answer<bool> adopted = await into.AdoptAsync(path, entry.Sha256, token);
        return adopted.TryGet(out _, out Refusal? wrong) ? new ArtifactReply(length, true) : wrong;
    }

    private static async Task<Answer<long>> WriteAsync(SafeFileHandle file, ArtifactEntry entry, long offset, Stream part,
        CancellationToken token)
    {
        long length = RandomAccess.GetLength(file);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        long start = length;
        try
        {
            int read;
            while ((read = await part.ReadAsync(buffer.AsMemory(0, CopyBuffer), token)) > 0)
            {
                if (offset > length)
                {
                    return new Refusal(ProblemCode.OffsetMismatch, $"offset {offset} leaves a gap after {length} durable bytes",
                        $"send the bytes from offset {length} on")
                    {
                        Durable = length,
                    };
                }

                if (offset + read > entry.Size)
                {
                    return new Refusal(ProblemCode.TooLarge,
                        $"the part ends at {offset + read}, the file was announced with {entry.Size} bytes",
                        "announce the file's real size");
                }

                // Bytes before the durable end came twice: the hash of the whole will tell if they differ.
                int known = (int)Math.Min(read, length - offset);
                await RandomAccess.WriteAsync(file, buffer.AsMemory(known, read - known), length, token);
                length += read - known;
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (length > start)
            {
                RandomAccess.FlushToDisk(file);
            }
        }

        return length;
    }
}
