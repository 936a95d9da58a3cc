using DePin.NodeAgent.Attempts;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>A machine's clocks: a wall clock that a test sets, and the boot clock, which no one can.</summary>
internal sealed class SetClock : TimeProvider
{
    private readonly BootClock _boot = new();
    private long _ahead;

    /// <summary>How far the wall clock is ahead of the right time; negative: behind.</summary>
    public TimeSpan Ahead
    {
        get => new(Interlocked.Read(ref _ahead));
        set => Interlocked.Exchange(ref _ahead, value.Ticks);
    }

    public override long TimestampFrequency => _boot.TimestampFrequency;

    public override long GetTimestamp() => _boot.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _boot.GetUtcNow() + Ahead;
}
