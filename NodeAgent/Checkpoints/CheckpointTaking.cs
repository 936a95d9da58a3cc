using System.Formats.Tar;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>
/// Takes a complete checkpoint out of a container, running or ended: (1) read the manifest, (2) read every file that it names into the
/// spool, (3) compare each with its hash, (4) write it into the journal. What changes meanwhile does not match, and is looked at again
/// later: a torn checkpoint cannot pass for a complete one.
/// </summary>
internal sealed class CheckpointTaking(Workbench bench)
{
    /// <param name="attempt">Whose container.</param>
    /// <param name="except">A manifest that the scheduler refused: it is not taken again.</param>
    /// <param name="torn">
    /// What an earlier look came to, and this one does when the manifest is the same; null to read its files again.
    /// </param>
    /// <param name="token">Stops; what was read is read again.</param>
    public async Task<CheckpointLook> LookAsync(
        Attempt attempt, ContentHash? except, CheckpointLook.Incomplete? torn, CancellationToken token)
    {
        ContainerPath path = attempt.Lease.Spec.Checkpoint!.Path;
        (long number, Attestation.Hash32 link, ContentHash? known) =
            CheckpointRules.Last(attempt, bench.Journal.Read(() => bench.Journal.Checkpoints.Of(attempt.Id)));
        ContentHash? seen = null;
        try
        {
            string name = $"{path}/{CheckpointManifest.FileName}"; // (1)
            byte[] bytes = await ReadAsync(
                attempt, name, CheckpointManifest.MaxBytes, "name fewer files", entry => BytesAsync(entry, token), token);
            var manifest = CheckpointManifest.Parse(bytes);
            if (manifest.Hash == known || manifest.Hash == except)
            {
                return new CheckpointLook.Unchanged();
            }

            seen = manifest.Hash;
            if (torn?.Manifest == seen)
            {
                return torn;
            }

            bench.Steps.Before(Step.ReadCheckpoint);
            bench.Spools.ClearCheckpoint(attempt.Id, number + 1);
            List<CheckpointPart> parts = [Spool(attempt, number + 1, bytes)];
            parts.AddRange(await ReadAsync(attempt, path, number + 1, manifest, token)); // (2), (3)
            bench.Steps.After(Step.ReadCheckpoint);
            return new CheckpointLook.Taken(Write(attempt, number + 1, link, parts)); // (4)
        }
        catch (Exception e) when (e is IncompleteException or FormatException or IOException or EngineException or InvalidDataException)
        {
            // The directory is a stranger's, who may put anything there, and is writing to it: nothing of that is an error of ours.
            bench.Spools.ClearCheckpoint(attempt.Id, number + 1);
            bool passes = e is IOException io && Incidents.IsDiskFull(io);
            return new CheckpointLook.Incomplete(e.Message, passes ? null : seen);
        }
    }

    private CheckpointPart Spool(Attempt attempt, long number, byte[] manifest)
    {
        using var file = new FileStream(
            bench.Spools.CheckpointFile(attempt.Id, number, 0), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(manifest);
        file.Flush(flushToDisk: true);
        return new CheckpointPart(ContentHash.Of(manifest), manifest.Length);
    }

    private TakenCheckpoint Write(Attempt attempt, long number, Attestation.Hash32 link, List<CheckpointPart> parts)
    {
        var taken = new TakenCheckpoint
        {
            Number = number,
            Manifest = parts[0].Hash,
            Previous = link,
            Bytes = parts.Skip(1).Sum(part => part.Size),
            At = bench.Time.Milliseconds(),
            BootTime = bench.Time.Uptime(),
            KernelBoot = bench.KernelBoot,
            Parts = parts,
        };
        bench.Journal.Change(Step.JournalCheckpoint, draft => CheckpointRecords.Put(draft, attempt.Id, taken));
        return taken;
    }

    private async Task<IReadOnlyList<CheckpointPart>> ReadAsync(
        Attempt attempt, ContainerPath path, long number, CheckpointManifest manifest, CancellationToken token)
    {
        long disk = attempt.Lease.Spec.Resources.Disk.Bytes;
        long measured = await MeasureAsync(attempt, token);
        long room = Math.Min(disk, measured);
        string limit = measured < disk ? $"the job's whole disk takes {measured} bytes: write no holes" : "see resources.disk";
        List<CheckpointPart> parts = [];
        foreach (CheckpointEntry entry in manifest.Files)
        {
            string file = bench.Spools.CheckpointFile(attempt.Id, number, parts.Count + 1);
            ContentHash found = await ReadAsync(
                attempt,
                $"{path}/{entry.Name}",
                room,
                limit,
                content =>
                {
                    bench.Room.Claim(content.Length);
                    return SpoolFile.WriteAsync(file, content, token);
                },
                token);
            if (found != entry.Hash)
            {
                throw new IncompleteException($"{path}/{entry.Name} is not what {CheckpointManifest.FileName} names: it hashes to {found}");
            }

            parts.Add(new CheckpointPart(found, new FileInfo(file).Length));
            room -= parts[^1].Size;
        }

        return parts;
    }

    /// <summary>
    /// What the job has on its disk, and some more: no checkpoint is longer, unless it has holes, which read as so many zeros. 0 of a
    /// container that is gone.
    /// </summary>
    private async Task<long> MeasureAsync(Attempt attempt, CancellationToken token)
    {
        ContainerName name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
        DiskUsage usage = await bench.Engine.AskAsync(it => bench.Runtime.DiskUsageAsync(name, it), token) ?? DiskUsage.None;
        return usage.NamedBytes + bench.Rules.CheckpointSlackBytes;
    }

    private static async Task<byte[]> BytesAsync(TarEntry entry, CancellationToken token)
    {
        byte[] bytes = new byte[entry.Length];
        await (entry.DataStream ?? Stream.Null).ReadExactlyAsync(bytes, token);
        return bytes;
    }

    private async Task<T> ReadAsync<T>(
        Attempt attempt, string path, long room, string limit, Func<TarEntry, Task<T>> take, CancellationToken token)
    {
        ContainerName name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
        using Stream? archive = await bench.Engine.AskAsync(it => bench.Runtime.ReadArchiveAsync(name, path, it), token);
        if (archive is null)
        {
            throw new IncompleteException($"{path} is not there");
        }

        using var tar = new TarReader(archive, leaveOpen: true);
        TarEntry? entry = await tar.GetNextEntryAsync(copyData: false, token);
        return entry switch
        {
            not { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile } =>
                throw new IncompleteException($"{path} is not a regular file"),
            { Length: var length } when length > room =>
                throw new IncompleteException($"{path} has {length} bytes, and there is room for {room}: {limit}"),
            _ => await take(entry),
        };
    }

    /// <summary>What is there is no complete checkpoint. It does not leave this class.</summary>
    private sealed class IncompleteException(string message) : Exception(message);
}
