using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Journal;
using DePin.Protocol;

namespace DePin.NodeAgent.Owner;

/// <summary>What the owner may change and read of a running node: durable in its journal before the answer leaves.</summary>
/// <param name="journal">The node's.</param>
/// <param name="spools">Where the logs of its jobs lie.</param>
/// <param name="changed">Called after a change: the scheduler and the owner are told now.</param>
/// <param name="time">The journal's clock.</param>
/// <param name="kernelBoot">The boot that <paramref name="time"/> counts from.</param>
public sealed class OwnerControl(NodeJournal journal, SpoolDirectory spools, Action changed, TimeProvider time, Guid kernelBoot)
{
    private const string StopReason = "The node's owner stopped the job";

    private const int LogPartBytes = 64 * 1024;

    /// <summary>How soon a follower sees what a job wrote.</summary>
    private static readonly TimeSpan _lookAtLog = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads the configuration again.</summary>
    public required Func<ReloadReport> Reloads { get; init; }

    /// <summary>Removes images of jobs.</summary>
    public required Func<PruneOrder, CancellationToken, Task<PruneReport>> Prunes { get; init; }

    /// <summary>Takes no new work from now on, or takes it again.</summary>
    /// <returns>How the node drains now; null when it takes work.</returns>
    public DrainStatus? Drain(DrainOrder order)
    {
        TimeSpan? within = order.WithinMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        journal.Drain(order.Draining, within is { } span ? new BootDeadline(time.Uptime() + span, kernelBoot) : null);
        changed();
        return DrainStatus.Of(journal.Facts, time, kernelBoot);
    }

    /// <summary>Goes by the configuration as it is now, as far as a running service can.</summary>
    public ReloadReport Reload()
    {
        ReloadReport report = Reloads();
        changed();
        return report;
    }

    /// <summary>Why the order cannot be obeyed; null when it can.</summary>
    public static OwnerRefusal? WhyNot(DrainOrder order) =>
        order.WithinMs is { } ms && (ms < 0 || ms > DrainOrder.MostWithin.TotalMilliseconds)
        ? new OwnerRefusal(
            $"withinMs is {ms}.", $"Allowed is from 0 to {(long)DrainOrder.MostWithin.TotalMilliseconds}, which is 30 days.")
        : null;

    /// <summary>Ends a job by its owner's will: it goes on elsewhere, and its submitter owes nothing that was not saved.</summary>
    /// <returns>Why it is not stopped; null when it will be.</returns>
    public OwnerRefusal? Stop(AttemptId id)
    {
        if (journal.Find(id) is null)
        {
            return Unknown(id);
        }

        if (!journal.OrderStop(id, new StopOrder(StopCause.Drained, StopReason, time.Milliseconds())))
        {
            Attempt? attempt = journal.Find(id);
            return attempt is { Stop: { Reason: var reason }, EndedAt: null }
                ? new OwnerRefusal($"Attempt {id.Short} is being stopped already: {reason}.", $"See 'depin-node jobs show {id.Short}'.")
                : new OwnerRefusal($"Attempt {id.Short} runs no more.", $"'depin-node jobs show {id.Short}' says how it ended.");
        }

        changed();
        return null;
    }

    /// <summary>Why there is no log to read; null when there is, or will be.</summary>
    public OwnerRefusal? WhyNoLog(AttemptId id) => journal.Find(id) switch
    {
        null => Unknown(id),
        { State: AttemptState.Ended or AttemptState.Lost } when !File.Exists(spools.LogFile(id)) => new OwnerRefusal(
            $"The log of attempt {id.Short} is not here any more: it goes when the attempt is settled.",
            "Its submitter has it: 'depin-scheduler job logs'."),
        _ => null,
    };

    /// <summary>
    /// Copies the log as the job wrote it. The file stays open, so that a follower gets the rest though the attempt ends meanwhile.
    /// </summary>
    /// <param name="id">Whose log.</param>
    /// <param name="follow">False: what there is now. True: until there will be no more.</param>
    /// <param name="output">Flushed after each part.</param>
    /// <param name="token">The reader is gone, or the service stops.</param>
    public async Task CopyLogAsync(AttemptId id, bool follow, Stream output, CancellationToken token)
    {
        FileStream? log = null;
        try
        {
            byte[] part = new byte[LogPartBytes];
            while (true)
            {
                // First whether there can be more, then what there is: what was written before the end is not missed.
                bool last = !follow || IsComplete(id);
                log ??= Open(id);
                int read;
                while (log is not null && (read = await log.ReadAsync(part, token)) > 0)
                {
                    await output.WriteAsync(part.AsMemory(0, read), token);
                    await output.FlushAsync(token);
                }

                if (last)
                {
                    return;
                }

                await Task.Delay(_lookAtLog, time, token);
            }
        }
        finally
        {
            if (log is not null)
            {
                await log.DisposeAsync();
            }
        }
    }

    private static OwnerRefusal Unknown(AttemptId id) =>
        new($"This node knows no attempt {id}.", "'depin-node jobs' lists those it knows.");

    private FileStream? Open(AttemptId id)
    {
        try
        {
            return new FileStream(
                spools.LogFile(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing was written yet, or nothing is left.
            return null;
        }
    }

    private bool IsComplete(AttemptId id) => journal.Find(id) is not { State: var state }
        || state is not (AttemptState.Accepted or AttemptState.Preparing or AttemptState.Created or AttemptState.Running)
        || journal.Read(() => journal.Spools.Log(id)).Complete;
}
