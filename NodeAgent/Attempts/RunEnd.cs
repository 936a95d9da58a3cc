namespace DePin.NodeAgent.Attempts;

/// <summary>When a container ended, told from a wall clock that may have been set while it ran. Pure.</summary>
/// <param name="At">Unix milliseconds, on the clock that showed <see cref="RunStart.At"/>: this is attested.</param>
/// <param name="ClockWasSet">Moments of the wall clock before and after cannot be compared.</param>
public sealed record RunEnd(long At, bool ClockWasSet)
{
    /// <param name="start">When it was started.</param>
    /// <param name="finishedAt">When the engine says that it ended, Unix milliseconds; null when it does not know.</param>
    /// <param name="now">The wall clock, Unix milliseconds.</param>
    /// <param name="uptime">The boot clock at the same moment.</param>
    /// <param name="kernelBoot">The boot it belongs to.</param>
    /// <param name="tolerance">Clocks that differ by no more are believed.</param>
    public static RunEnd Of(RunStart start, long? finishedAt, long now, TimeSpan uptime, Guid kernelBoot, TimeSpan tolerance)
    {
        long finished = finishedAt ?? now;
        long ran = (long)(uptime - start.BootTime).TotalMilliseconds;
        if (start.KernelBoot != kernelBoot)
        {
            // The boot clock began anew: the wall clock is all there is, and all that is certain is that it did not end before it began.
            return new RunEnd(Math.Max(start.At, finished), false);
        }

        bool agree = Math.Abs(now - start.At - ran) <= tolerance.TotalMilliseconds;
        if (agree && finished >= start.At - tolerance.TotalMilliseconds && finished <= now + tolerance.TotalMilliseconds)
        {
            return new RunEnd(Math.Max(start.At, finished), false);
        }

        return new RunEnd(start.At + Elapsed(start, finished, now, ran, (long)tolerance.TotalMilliseconds), true);
    }

    /// <summary>How long it ran: no longer than the boot clock ran since its start, and less where the engine can be believed.</summary>
    private static long Elapsed(RunStart start, long finished, long now, long ran, long tolerance)
    {
        long ago = now - finished;
        if (ago >= 0 && ago <= Math.Min(tolerance, ran))
        {
            return ran - ago; // It ended just now, after the clock was set.
        }

        long before = finished - start.At;
        if (before >= 0 && before <= ran)
        {
            return before; // It ended before the clock was set.
        }

        return ago >= 0 && ago <= ran ? ran - ago : ran;
    }
}
