using System.Globalization;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Client;

/// <summary>Reads the log of one attempt: exactly its bytes, whatever connections break on the way.</summary>
internal sealed class LogReader(SchedulerClient client, JobId job, AttemptId attempt, Action<long, ReadOnlyMemory<byte>> sink)
{
    private const string OffsetHeader = "Depin-Log-Offset";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // How often the log of an ended attempt may end short of its stated length, which can lag for a moment but not for long.
    private const int ShortEnds = 40;

    /// <summary>What the scheduler holds from <paramref name="offset"/> on.</summary>
    /// <returns>The offset after the last byte.</returns>
    public async Task<long> ReadAsync(long offset, CancellationToken token)
    {
        ResumingReader reader = Reader(follow: false);
        await reader.ReadToEndAsync(offset, mayBeSilent: false, token);
        return reader.Offset;
    }

    /// <summary>From <paramref name="offset"/> on, as it grows, until the attempt has ended and its log is whole.</summary>
    /// <returns>The offset after the last byte.</returns>
    public async Task<long> FollowAsync(long offset, CancellationToken token)
    {
        ResumingReader reader = Reader(follow: true);
        long reached = offset;
        for (int shortEnds = 0; ;)
        {
            await reader.ReadToEndAsync(reached, mayBeSilent: true, token);
            AttemptView view = await ViewAsync(token);
            if (view.EndedAt is not null && reader.Offset >= view.LogBytes)
            {
                return reader.Offset;
            }

            shortEnds = view.EndedAt is not null && reader.Offset == reached ? shortEnds + 1 : 0;
            if (shortEnds > ShortEnds)
            {
                throw new UntrustedReplyException(
                    $"the log of attempt {attempt} ends at byte {reader.Offset}, the scheduler says it has {view.LogBytes}",
                    $"Ask again with job logs --offset {reader.Offset}.");
            }

            reached = reader.Offset;
            await Task.Delay(Pause, client.Transport.Time, token);
        }
    }

    private ResumingReader Reader(bool follow) => new(client, (offset, token) => OpenAsync(offset, follow, token), sink);

    private async Task<StreamStart> OpenAsync(long offset, bool follow, CancellationToken token)
    {
        ReplyStream stream = await client.OpenLogAsync(job, attempt, offset, follow, token);
        string asked = offset.ToString(CultureInfo.InvariantCulture);
        if (stream.Header(OffsetHeader) is { } sent && sent != asked)
        {
            await stream.DisposeAsync();
            throw new UntrustedReplyException(
                $"asked for the log from byte {asked}, the scheduler sent it from byte {sent}",
                "Ask the scheduler's operator.");
        }

        return new StreamStart(stream, offset);
    }

    private async Task<AttemptView> ViewAsync(CancellationToken token)
    {
        JobView view = await client.JobAsync(job, token);
        return view.Attempts.FirstOrDefault(a => a.Id == attempt)
            ?? throw new UntrustedReplyException(
                $"the scheduler no longer knows attempt {attempt} of job {job}",
                "Look at it with job show.");
    }
}
