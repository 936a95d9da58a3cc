namespace DePin.Scheduler.Client;

/// <summary>Reads a byte stream to its end across broken connections: each byte exactly once, in order.</summary>
/// <param name="open">Opens the stream at an offset; it may come back with an earlier one, when the scheduler can only send the
/// whole.</param>
/// <param name="sink">Takes the bytes and their offset. An offset before the last one given means: begin again there.</param>
internal sealed class ResumingReader(
    SchedulerClient client,
    Func<long, CancellationToken, Task<StreamStart>> open,
    Action<long, ReadOnlyMemory<byte>> sink)
{
    private const int BufferBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>The next byte wanted.</summary>
    public long Offset { get; private set; }

    /// <param name="mayBeSilent">Silence is normal, as in a log that is followed: open again without a word.</param>
    /// <returns>When the stream ended properly.</returns>
    /// <exception cref="SchedulerUnreachableException">It broke, and the client's patience is at its end.</exception>
    public async Task ReadToEndAsync(long offset, bool mayBeSilent, CancellationToken token)
    {
        Offset = offset;
        long reached = offset;
        long firstFailure = 0;
        for (int failures = 0; ;)
        {
            try
            {
                await ReadOnceAsync(token);
                return;
            }
            catch (TransientException lost) when (lost.Silent && mayBeSilent)
            {
                // A log that says nothing for a while is no failure: ask again from the same place.
            }
            catch (TransientException lost)
            {
                failures = Offset > reached ? 1 : failures + 1;
                firstFailure = failures == 1 ? client.Transport.Time.GetTimestamp() : firstFailure;
                reached = Offset;
                await client.Transport.PauseAsync(client.Policy, lost, failures, firstFailure, token);
            }
        }
    }

    private async Task ReadOnceAsync(CancellationToken token)
    {
        StreamStart start = await open(Offset, token);
        await using ReplyStream stream = start.Stream;
        Offset = start.Offset;
        for (int read; (read = await stream.ReadAsync(_buffer, token)) > 0; Offset += read)
        {
            sink(Offset, _buffer.AsMemory(0, read));
        }
    }
}
