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
/// An attempt sends no more than its job can have written, and when it has ended nothing half-sent of it stays.
/// </summary>
internal sealed class PartUploads(BlobStore blobs)
{
    private const int CopyBuffer = 128 * 1024;

    private const int EndedKept = 16_384;

    private readonly ConcurrentDictionary<AttemptId, AttemptUploads> _live = new();
    private readonly RecentSet<AttemptId> _ended = new(EndedKept);

    /// <summary>Adds a part. When it was the last one, the content is checked and in the store afterwards.</summary>
    /// <exception cref="IOException">The disk or the connection failed; the durable prefix stays.</exception>
    public Task<Answer<ArtifactReply>> AddAsync(LeaseView lease, ArtifactEntry entry, long offset, Stream part, CancellationToken token) =>
        AddAsync(blobs, lease, entry, offset, part, uploads => uploads.Admit(entry.Sha256, entry.Size, lease.Job.Spec.Resources), token);

    /// <summary>As above, of a checkpoint, which belongs in another store and is counted there once it is whole.</summary>
    /// <exception cref="IOException">The disk or the connection failed; the durable prefix stays.</exception>
    public Task<Answer<ArtifactReply>> AddAsync(BlobStore into, LeaseView lease, ArtifactEntry entry, long offset, Stream part,
        CancellationToken token) =>
        AddAsync(into, lease, entry, offset, part, uploads => uploads.Pass(entry.Sha256, entry.Size, lease.Job.Spec.Resources), token);

    private async Task<Answer<ArtifactReply>> AddAsync(BlobStore into, LeaseView lease, ArtifactEntry entry, long offset, Stream part,
        Func<AttemptUploads, Answer<SemaphoreSlim>> admit,
        CancellationToken token)
    {
        AttemptId attempt = lease.Attempt.Id;
        AttemptUploads uploads = _live.GetOrAdd(attempt, _ => new AttemptUploads(Found(lease)));
        if (HasEnded(attempt))
        {
            // It ended between the check of its lease and now.
            _live.TryRemove(attempt, out _);
            return Closed(attempt);
        }

        Answer<SemaphoreSlim> admitted = admit(uploads);
        if (!admitted.TryGet(out SemaphoreSlim? turn, out Refusal? refusal))
        {
            return refusal;
        }

        await turn.WaitAsync(token);
        try
        {
            return uploads.IsClosed ? Closed(attempt) : await AddInTurnAsync(into, uploads, attempt, entry, offset, part, token);
        }
        catch (IOException) when (uploads.IsClosed)
        {
            return Closed(attempt);
        }
        finally
        {
            turn.Release();
            if (uploads.IsClosed)
            {
                blobs.DropUploads(NameOf(attempt));
            }
        }
    }

    /// <summary>The attempt has ended.</summary>
    public void Drop(AttemptId attempt)
    {
        lock (_ended)
        {
            _ended.Add(attempt);
        }

        // Closed first, swept second: a part that is being written now sees that it is over and sweeps behind itself.
        if (_live.TryRemove(attempt, out AttemptUploads? uploads))
        {
            uploads.Close();
        }

        blobs.DropUploads(NameOf(attempt));
    }

    public static string NameOf(AttemptId attempt) => attempt.ToString()[2..];

    private static Refusal Closed(AttemptId attempt) => Refusal.LeaseLost($"attempt {attempt} has ended; it takes no more files");

    private bool HasEnded(AttemptId attempt)
    {
        lock (_ended)
        {
            return _ended.Contains(attempt);
        }
    }

    /// <summary>What arrived under an earlier process: files that are listed, and parts that are not whole.</summary>
    private IReadOnlyList<(ContentHash Hash, long Bytes)> Found(LeaseView lease) =>
    [
        .. lease.Artifacts.Select(entry => (Hash: entry.Sha256, Bytes: entry.Size))
            .Concat(blobs.Parts(NameOf(lease.Attempt.Id)))
            .DistinctBy(one => one.Hash),
    ];

    private async Task<Answer<ArtifactReply>> AddInTurnAsync(BlobStore into, AttemptUploads uploads, AttemptId attempt,
        ArtifactEntry entry, long offset, Stream part, CancellationToken token)
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
        uploads.Passed(entry.Sha256);
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
