namespace DePin.Scheduler.Engine;

/// <summary>One moment on two clocks: the wall's for what is stored and shown, the monotonic one for every deadline.</summary>
/// <param name="UnixMs">Unix milliseconds.</param>
/// <param name="Monotonic">Since an arbitrary start; never goes backwards.</param>
internal readonly record struct Instant(long UnixMs, TimeSpan Monotonic)
{
    public static Instant Of(TimeProvider time) => new(time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetElapsedTime(0));
}
