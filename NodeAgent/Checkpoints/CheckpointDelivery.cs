using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>
/// Delivers the checkpoints that the journal holds, in order: every file by its hash, then the report, and only then are they forgotten in
/// the spool. Whatever is interrupted goes on where the scheduler says; a report that is repeated gets the same reply.
/// </summary>
internal sealed partial class CheckpointDelivery(Workbench bench, FileSender files, ILogger<CheckpointDelivery> logger)
{
    /// <summary>Returns when none is left.</summary>
    /// <returns>The manifests that the scheduler refuses for good.</returns>
    /// <exception cref="SchedulerUnreachableException">Ask again later.</exception>
    /// <exception cref="SchedulerRefusedException">The lease is lost, or the scheduler cannot now.</exception>
    public async Task<IReadOnlyList<ContentHash>> DeliverAsync(Attempt attempt, CancellationToken token)
    {
        List<ContentHash> refused = [];
        foreach (TakenCheckpoint taken in Undelivered(attempt))
        {
            bool whole = true;
            try
            {
                // Where files are gone, the report tells whether the scheduler has them: its reply may be all that was lost.
                whole = await SendAsync(attempt, taken, token);
                await ReportAsync(attempt, taken, token);
                Log.Delivered(logger, attempt.Id.Short, taken.Number, taken.Bytes);
            }
            catch (SchedulerRefusedException e) when (
                e.Code is ProblemCode.Rejected or ProblemCode.TooLarge or ProblemCode.InvalidMessage or ProblemCode.NotFound)
            {
                Log.Refused(logger, attempt.Id.Short, taken.Number, e.Message);
                if (whole)
                {
                    refused.Add(taken.Manifest);
                }

                Abandon(attempt, taken);
            }
        }

        return refused;
    }

    /// <summary>By number.</summary>
    public IReadOnlyList<TakenCheckpoint> Undelivered(Attempt attempt) =>
        [.. bench.Journal.Read(() => bench.Journal.Checkpoints.Of(attempt.Id)).Where(taken => !taken.Delivered)];

    private async Task ReportAsync(Attempt attempt, TakenCheckpoint taken, CancellationToken token)
    {
        bench.Steps.Before(Step.ReportCheckpoint);
        await bench.Scheduler.ReportCheckpointAsync(attempt.Id, attempt.Lease.Epoch, Report(taken), token);
        bench.Steps.After(Step.ReportCheckpoint);
        bench.Journal.Change(
            Step.JournalCheckpointSent,
            draft => CheckpointRecords.Put(draft, attempt.Id, taken with { Delivered = true, Parts = [] }));
        bench.Spools.ClearCheckpoint(attempt.Id, taken.Number);
    }

    /// <returns>False: a power cut took the spool before it was on the disk.</returns>
    private async Task<bool> SendAsync(Attempt attempt, TakenCheckpoint taken, CancellationToken token)
    {
        try
        {
            foreach ((int index, CheckpointPart part) in taken.Parts.Index())
            {
                await files.SendAsync(
                    bench.Spools.CheckpointFile(attempt.Id, taken.Number, index),
                    part.Size,
                    (offset, bytes, it) => PutAsync(attempt, part, offset, bytes, it),
                    _ => { },
                    token);
            }

            return true;
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Log.SpoolGone(logger, attempt.Id.Short, taken.Number, e.Message);
            return false;
        }
    }

    private async Task<ArtifactReply> PutAsync(
        Attempt attempt, CheckpointPart part, long offset, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        bench.Steps.Before(Step.SendCheckpoint);
        ArtifactReply reply = await bench.Scheduler.SendCheckpointAsync(
            attempt.Id, attempt.Lease.Epoch, part.Hash, part.Size, offset, bytes, token);
        bench.Steps.After(Step.SendCheckpoint);
        return reply;
    }

    private CheckpointReport Report(TakenCheckpoint taken)
    {
        // After a restart of the machine only the wall clock tells.
        double age = taken.KernelBoot == bench.KernelBoot
            ? (bench.Time.Uptime() - taken.BootTime).TotalMilliseconds
            : bench.Time.Milliseconds() - taken.At;
        return new CheckpointReport
        {
            Number = taken.Number,
            Manifest = taken.Manifest,
            Previous = taken.Previous,
            AgeMs = (long)Math.Max(0, age),
        };
    }

    private void Abandon(Attempt attempt, TakenCheckpoint taken)
    {
        bench.Journal.Change(Step.JournalCheckpointSent, draft => CheckpointRecords.Abandon(draft, attempt.Id, taken.Number));
        bench.Spools.ClearCheckpoint(attempt.Id, taken.Number);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Checkpoint {Number} of attempt {Attempt}, {Bytes} bytes, is safe with the scheduler.")]
        public static partial void Delivered(ILogger logger, string attempt, long number, long bytes);

        [LoggerMessage(LogLevel.Warning, "Checkpoint {Number} of attempt {Attempt} was refused: {Problem}")]
        public static partial void Refused(ILogger logger, string attempt, long number, string problem);

        [LoggerMessage(LogLevel.Warning, "Checkpoint {Number} of attempt {Attempt} was lost with the spool: {Problem}")]
        public static partial void SpoolGone(ILogger logger, string attempt, long number, string problem);
    }
}
