using System.Text;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Copies what a container writes into the attempt's spool: exactly once, whatever restarts. The journal holds the place in
/// the engine's log and the length of the spool that belongs to it; what lies behind that in the spool is read again, and
/// written over with the same bytes.
/// </summary>
internal sealed class LogFollower(Workbench bench)
{
    /// <summary>Returns when all that the container wrote is spooled, or the limit is reached.</summary>
    /// <param name="attempt">Whose container.</param>
    /// <param name="grown">Called when there is more.</param>
    /// <param name="token">Stops following; nothing is lost by it.</param>
    public async Task FollowAsync(Attempt attempt, Wake grown, CancellationToken token)
    {
        var backoff = new Backoff(bench.Rules.EngineRetry.First, bench.Rules.EngineRetry.Most, bench.Random);
        while (!bench.Journal.Read(() => bench.Journal.Spools.Log(attempt.Id)).Complete)
        {
            try
            {
                await CopyAsync(attempt, grown, token);
            }
            catch (EngineUnavailableException e)
            {
                bench.Engine.Away(e);
                await Task.Delay(backoff.Next(null), bench.Time, token);
            }
        }
    }

    private async Task CopyAsync(Attempt attempt, Wake grown, CancellationToken token)
    {
        ContainerName name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
        using var spool = new FileStream(
            bench.Spools.MakeLogFile(attempt.Id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        LogState at = Resume(bench.Journal.Read(() => bench.Journal.Spools.Log(attempt.Id)), spool);
        long written = bench.Time.GetTimestamp();
        await foreach (LogChunk chunk in bench.Runtime.FollowLogsAsync(name, at.Source, token))
        {
            bench.Steps.Before(Step.SpoolLog);
            at = Append(at, spool, chunk);
            bench.Steps.After(Step.SpoolLog);
            grown.Call();
            if (at.Complete)
            {
                break;
            }

            if (bench.Time.GetElapsedTime(written) >= bench.Rules.JournalLogEvery)
            {
                Write(attempt, at);
                written = bench.Time.GetTimestamp();
            }
        }

        spool.Flush(flushToDisk: true);
        Write(attempt, at with { CompleteAt = bench.Time.Milliseconds(), Spooled = Math.Max(spool.Position, spool.Length) });
        grown.Call();
    }

    /// <summary>
    /// A spool that is shorter than the journal says lost its end in a power cut: the engine's log is read from its start.
    /// </summary>
    private static LogState Resume(LogState at, FileStream spool)
    {
        LogState from = spool.Length < at.Spooled ? LogState.Empty : at;
        spool.Position = from.Spooled;
        return from;
    }

    /// <summary>A chunk is small and goes to the page cache: faster written than handed to another thread.</summary>
    private LogState Append(LogState at, FileStream spool, LogChunk chunk)
    {
        ReadOnlyMemory<byte> bytes = chunk switch
        {
            LogChunk.Data data => data.Bytes,
            LogChunk.Gap gap => Encoding.UTF8.GetBytes($"\n[depin] part of the log is missing here: {gap.Reason}\n"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (chunk is LogChunk.Gap)
        {
            // What lies behind the journal's place may have been sent, and the engine cannot give it again: nothing is written over it.
            spool.Position = Math.Max(spool.Position, spool.Length);
        }

        byte[] marker = Encoding.UTF8.GetBytes(
            $"\n[depin] the log reached its limit of {bench.Rules.LogBytes} bytes and ends here; the job runs on\n");
        long room = bench.Rules.LogBytes - marker.Length - spool.Position;
        bool over = bytes.Length > room;
        spool.Write((over ? bytes[..(int)Math.Max(0, room)] : bytes).Span);
        if (over)
        {
            spool.Write(marker);
        }

        return new LogState(chunk.Next, spool.Position, over ? bench.Time.Milliseconds() : null, Limited: over);
    }

    private void Write(Attempt attempt, LogState at) =>
        bench.Journal.Change(Step.JournalLog, draft => SpoolRecords.PutLog(draft, attempt.Id, at));
}
