using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Artifacts;

/// <summary>
/// Takes a node's output files: under a lease, part by part, whole only when the hash is right, listed only when durable.
/// </summary>
internal sealed class ArtifactIntake(SchedulerEngine engine, PartUploads uploads, BlobStore blobs, StoreReader reader,
    SchedulerOptions options)
{
    public async Task<Answer<ArtifactReply>> AddAsync(LeaseKey key, ArtifactEntry entry, long offset, Stream part, CancellationToken token)
    {
        if (Check(entry, offset) is { } fault)
        {
            return fault;
        }

        Answer<LeaseView> held = await engine.AskAsync(new EngineRequest.CheckLease(key), token);
        if (!held.TryGet(out LeaseView? lease, out Refusal? refusal))
        {
            return refusal;
        }

        using IDisposable pin = blobs.Pin([entry.Sha256]);

        // Content is shared only within one submitter's reach: knowing a hash must not be enough to be given somebody else's bytes.
        bool known = blobs.Exists(entry.Sha256, entry.Size)
            && (lease.Artifacts.Any(one => one.Sha256 == entry.Sha256) || reader.OwnsBlob(entry.Sha256, lease.Job.Owner));
        if (!known)
        {
            Answer<ArtifactReply> added = await uploads.AddAsync(lease, entry, offset, part, token);
            if (!added.TryGet(out ArtifactReply? reply, out refusal) || !reply.Complete)
            {
                return added;
            }
        }

        // Waited for to the end, also when the node has left: the pin must outlive the decision.
        Answer<bool> recorded = await engine.AskAsync(new EngineRequest.RecordArtifact(key, entry), CancellationToken.None);
        return recorded.TryGet(out _, out refusal) ? new ArtifactReply(entry.Size, true) : refusal;
    }

    private Refusal? Check(ArtifactEntry entry, long offset)
    {
        if (ArtifactPath.Check(entry.Path) is { } fault)
        {
            return fault;
        }

        if (entry.Size < 0 || offset < 0 || offset > entry.Size)
        {
            return RequestBody.Invalid($"offset {offset} of a file of {entry.Size} bytes", "send an offset from 0 to the file's size");
        }

        return entry.Size > options.MaxBlobBytes
            ? new Refusal(ProblemCode.TooLarge, $"the file has {entry.Size} bytes, the limit is {options.MaxBlobBytes}",
                "deliver smaller files")
            : null;
    }
}
