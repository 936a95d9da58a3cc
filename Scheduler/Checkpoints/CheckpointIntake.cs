using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Checkpoints;

/// <summary>
/// Takes a job's checkpoints, under a lease: files part by part, each whole only when its hash is right; then the report, which is believed
/// only when the manifest and every file that it names are here.
/// </summary>
internal sealed class CheckpointIntake(SchedulerEngine engine, CheckpointStore store, PartUploads uploads, SchedulerOptions options)
{
    public async Task<Answer<ArtifactReply>> AddAsync(
        LeaseKey key, ContentHash hash, long size, long offset, Stream part, CancellationToken token)
    {
        Answer<LeaseView> held = await CheckAsync(key, token);
        if (!held.TryGet(out LeaseView? lease, out Refusal? refusal))
        {
            return refusal;
        }

        if (size < 0 || offset < 0 || offset > size)
        {
            return RequestBody.Invalid($"offset {offset} of a file of {size} bytes", "send an offset from 0 to the file's size");
        }

        await store.TidiedAsync(lease.Job.Id, token);
        BlobStore content = store.Open(lease.Job.Id);
        if (content.Exists(hash, size))
        {
            return new ArtifactReply(size, true);
        }

        if (offset == 0 && WhyNoRoom(lease, size) is { } full)
        {
            return full;
        }

        return await uploads.AddAsync(content, lease, new ArtifactEntry("", hash, size), offset, part, token);
    }

    public async Task<Answer<CheckpointReply>> ReportAsync(LeaseKey key, CheckpointReport report, CancellationToken token)
    {
        Answer<LeaseView> held = await CheckAsync(key, token);
        if (!held.TryGet(out LeaseView? lease, out Refusal? refusal))
        {
            return refusal;
        }

        if (report.Number < 1 || report.AgeMs < 0)
        {
            return RequestBody.Invalid($"checkpoint {report.Number} is {report.AgeMs} ms old", "count checkpoints from 1, ages from 0");
        }

        await store.TidiedAsync(lease.Job.Id, token);
        Answer<long> measured = Measure(lease, report);
        return measured.TryGet(out long bytes, out refusal)
            ? await engine.AskAsync(new EngineRequest.RecordCheckpoint(key, report, bytes), token)
            : refusal;
    }

    /// <summary>The lease holds, and its job keeps checkpoints.</summary>
    private async Task<Answer<LeaseView>> CheckAsync(LeaseKey key, CancellationToken token)
    {
        Answer<LeaseView> held = await engine.AskAsync(new EngineRequest.CheckLease(key), token);
        return !held.TryGet(out LeaseView? lease, out Refusal? refusal) ? refusal
            : lease.Job.Spec.Checkpoint is null
                ? Refusal.Rejected($"job {lease.Job.Id} keeps no checkpoints", "send those of jobs whose file has a checkpoint")
            : lease;
    }

    /// <summary>The last checkpoint and the next are here at once, each as large as the job's disk at most.</summary>
    private Refusal? WhyNoRoom(LeaseView lease, long size)
    {
        long disk = lease.Job.Spec.Resources.Disk.Bytes;
        long most = Math.Min(options.MaxBlobBytes, disk);
        if (size > Math.Max(most, CheckpointManifest.MaxBytes))
        {
            return new Refusal(ProblemCode.TooLarge, $"the file has {size} bytes, the limit is {most}", "save less in a checkpoint");
        }

        long all = store.BytesOf(lease.Job.Id) + size;
        return all <= (2 * disk) + (2 * CheckpointManifest.MaxBytes)
            ? null
            : new Refusal(ProblemCode.TooLarge, $"the checkpoints of job {lease.Job.Id} would have {all} bytes, more than twice its disk",
                "report the checkpoint that was delivered before delivering another");
    }

    private Answer<long> Measure(LeaseView lease, CheckpointReport report)
    {
        CheckpointManifest? manifest;
        try
        {
            manifest = store.FindManifest(lease.Job.Id, report.Manifest);
        }
        catch (FormatException e)
        {
            return Refusal.Rejected($"{report.Manifest} is no manifest: {e.Message}", "report what a complete manifest names");
        }

        BlobStore content = store.Of(lease.Job.Id);
        IEnumerable<ContentHash> missing = manifest is null
            ? [report.Manifest]
            : manifest.Files.Select(file => file.Hash).Where(hash => !content.Exists(hash));
        foreach (ContentHash hash in missing)
        {
            return Refusal.Rejected($"{hash} of checkpoint {report.Number} is not here", "deliver its manifest and every file first");
        }

        long bytes = manifest!.Files.Sum(file => content.Length(file.Hash));
        ByteSize disk = lease.Job.Spec.Resources.Disk;
        return bytes <= disk.Bytes
            ? bytes
            : new Refusal(ProblemCode.TooLarge, $"checkpoint {report.Number} has {bytes} bytes, the job's disk {disk}",
                "save less in a checkpoint, or raise resources.disk");
    }
}
