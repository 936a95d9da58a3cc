using System.Threading.Channels;
using DePin.Protocol;

namespace DePin.Scheduler.Jobs;

/// <summary>One who follows a job until disposed. Pulses that come while it is busy are one.</summary>
internal sealed class JobFollower(JobSignals signals, JobId job) : IDisposable
{
    private readonly Channel<bool> _pulses =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public JobId Job => job;

    /// <summary>Returns after a pulse that came since the last return.</summary>
    public async Task WaitAsync(CancellationToken token) => await _pulses.Reader.ReadAsync(token);

    public void Dispose() => signals.Leave(this);

    internal void Wake() => _pulses.Writer.TryWrite(true);
}
