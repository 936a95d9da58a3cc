using System.Threading.Channels;

namespace DePin.NodeAgent.Attempts;

/// <summary>Wakes one waiting loop. Any number of calls before it looks wake it once; none is lost.</summary>
public sealed class Wake
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Call() => _calls.Writer.TryWrite(true);

    /// <summary>Returns at once when called since the last time.</summary>
    public async Task WaitAsync(CancellationToken token) => await _calls.Reader.ReadAsync(token);

    /// <summary>As <see cref="WaitAsync(CancellationToken)"/>, but no longer than <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken token)
    {
        // When the time is over the loop looks around by itself, as if called.
        using ITimer timer = time.CreateTimer(static wake => ((Wake)wake!).Call(), this, atMost, Timeout.InfiniteTimeSpan);
        await WaitAsync(token);
    }
}
