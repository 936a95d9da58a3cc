using System.Security.Cryptography;
using DePin.Attestation;
using DePin.NodeAgent.Checkpoints;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// From Exited to Concluded: the rest of the log, the last checkpoint, the outputs, the verdict. Done again from the start when
/// interrupted.
/// </summary>
internal sealed class Collection(Workbench bench, LogFollower follower, CheckpointTaking checkpoints)
{
    private const int BufferBytes = 128 * 1024;

    public async Task RunAsync(Attempt attempt, Wake grown, CancellationToken token)
    {
        var exited = (AttemptState.Exited)attempt.State;
        ContainerName name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
        if (exited.Run.Incident is Incident.ContainerVanished or Incident.HostRebooted && exited.Run.ExitCode == Conclusions.NoExitCode)
        {
            ConcludeWithoutOutputs(attempt, exited, exited.Run.Incident);
            return;
        }

        await follower.FollowAsync(attempt, grown, token);
        await TakeLastCheckpointAsync(attempt, exited, token);
        CollectedOutputs outputs = await CollectAsync(attempt, name, token);
        if (await bench.Engine.AskAsync(it => bench.Runtime.InspectAsync(name, it), token) is null)
        {
            ConcludeWithoutOutputs(
                attempt, exited, new Incident.ContainerVanished("somebody removed it before its outputs were collected"));
            return;
        }

        Conclude(attempt, exited, outputs);
    }

    /// <summary>The container, or this machine, cannot give the outputs any more.</summary>
    public void ConcludeWithoutOutputs(Attempt attempt, AttemptState.Exited exited, Incident incident) =>
        Conclude(attempt, exited with { Run = exited.Run with { Incident = incident } }, CollectedOutputs.None);

    /// <summary>What the job saved since the last look lies in the ended container: less is lost.</summary>
    private async Task TakeLastCheckpointAsync(Attempt attempt, AttemptState.Exited exited, CancellationToken token)
    {
        Attempt now = bench.Journal.Find(attempt.Id)!;
        if (CheckpointRules.MayGoOn(now, VerdictTable.Ran(now.Stop, exited.Run)))
        {
            await checkpoints.LookAsync(now, except: null, torn: null, token);
        }
    }

    private async Task<CollectedOutputs> CollectAsync(Attempt attempt, ContainerName name, CancellationToken token)
    {
        JobSpec spec = attempt.Lease.Spec;
        bench.Spools.ClearOutputs(attempt.Id);
        var collector = new OutputCollector(
            (number, bytes) =>
            {
                bench.Room.Claim(bytes);
                return bench.Spools.OutputFile(attempt.Id, number);
            },
            spec.Resources.Disk.Bytes);
        foreach (ContainerPath path in spec.Outputs)
        {
            bench.Steps.Before(Step.CollectOutput);
            using Stream? archive = await bench.Engine.AskAsync(it => bench.Runtime.ReadArchiveAsync(name, path.Value, it), token);
            await collector.TakeAsync(path, archive, token);
            bench.Steps.After(Step.CollectOutput);
        }

        return collector.Result;
    }

    private void Conclude(Attempt attempt, AttemptState.Exited exited, CollectedOutputs outputs)
    {
        LogState log = bench.Journal.Read(() => bench.Journal.Spools.Log(attempt.Id));
        string file = bench.Spools.LogFile(attempt.Id);
        long bytes = File.Exists(file) ? new FileInfo(file).Length : 0;
        Attempt now = bench.Journal.Find(attempt.Id)!;
        Conclusion conclusion = Conclusions.Ran(now, exited, outputs, bytes, log.Limited, Hash(file, bytes));
        bench.Journal.Advance(attempt.Id, new AttemptState.Concluded(conclusion), Step.JournalConcluded, draft =>
        {
            foreach (OutputFile output in outputs.Files)
            {
                SpoolRecords.PutOutput(draft, attempt.Id, output);
            }
        });
    }

    /// <summary>A log has at most 64 MiB: a fraction of a second.</summary>
    private static ContentHash Hash(string file, long bytes)
    {
        if (bytes == 0)
        {
            return ContentHash.Of([]);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream spool = File.OpenRead(file);
        byte[] buffer = new byte[Math.Min(bytes, BufferBytes)];
        long left = bytes;
        while (left > 0 && spool.Read(buffer, 0, (int)Math.Min(buffer.Length, left)) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        return new ContentHash(new Hash32(hash.GetHashAndReset()));
    }
}
