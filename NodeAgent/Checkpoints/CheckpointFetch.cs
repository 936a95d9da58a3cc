using DePin.NodeAgent.Attempts;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>Fetches what a lease goes on from: the manifest, then every file that it names, each checked by its hash.</summary>
internal sealed class CheckpointFetch(Workbench bench)
{
    /// <returns>Null when all of it is in the spool, or there is none to go on from.</returns>
    public async Task<Incident?> FetchAsync(Attempt attempt, CancellationToken token)
    {
        if (attempt.Lease.Checkpoint is not { } checkpoint)
        {
            return null;
        }

        var content = new ContentFetch(
            bench,
            Step.FetchCheckpoint,
            (hash, offset, it) => bench.Scheduler.ReadCheckpointAsync(attempt.Id, attempt.Lease.Epoch, hash, offset, it));
        long room = CheckpointManifest.MaxBytes;
        Incident? incident = await FetchAsync(content, attempt, checkpoint.Manifest, room, token);
        room = attempt.Lease.Spec.Resources.Disk.Bytes;
        foreach (ContentHash hash in incident is null ? Manifest(attempt, checkpoint).Files.Select(file => file.Hash).Distinct() : [])
        {
            incident = await FetchAsync(content, attempt, hash, room, token);
            if (incident is not null)
            {
                break;
            }

            room -= new FileInfo(bench.Spools.InputFile(attempt.Id, hash)).Length;
        }

        return incident;
    }

    /// <summary>The manifest that was fetched; null when the attempt begins at the beginning.</summary>
    public CheckpointManifest? Find(Attempt attempt) => attempt.Lease.Checkpoint is { } it ? Manifest(attempt, it) : null;

    // Its hash is right, and a scheduler takes no report of a manifest that cannot be read.
    private CheckpointManifest Manifest(Attempt attempt, SavedCheckpoint checkpoint) =>
        CheckpointManifest.Parse(File.ReadAllBytes(bench.Spools.InputFile(attempt.Id, checkpoint.Manifest)));

    private async Task<Incident?> FetchAsync(ContentFetch content, Attempt attempt, ContentHash hash, long room, CancellationToken token)
    {
        FetchOutcome outcome = await content.FetchAsync(attempt.Id, hash, bench.Spools.InputFile(attempt.Id, hash), room, token);
        return outcome switch
        {
            FetchOutcome.Fetched => null,
            FetchOutcome.TooLarge => new Incident.CheckpointUnavailable($"{hash} is larger than the {room} bytes there are for it"),
            FetchOutcome.Missing { Detail: var detail } => new Incident.CheckpointUnavailable(detail),
            FetchOutcome.Damaged { Detail: var detail } => new Incident.CheckpointUnavailable(detail),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
