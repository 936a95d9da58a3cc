namespace DePin.NodeAgent.Attempts;

internal static class TimeProviderExtensions
{
    /// <summary>The provider's timestamp since its zero: on a <see cref="BootClock"/>, the time since the kernel's start.</summary>
    public static TimeSpan Uptime(this TimeProvider time) => time.GetElapsedTime(0);

    /// <summary>Unix milliseconds.</summary>
    public static long Milliseconds(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
