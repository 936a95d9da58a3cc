using System.Globalization;
using System.Runtime.InteropServices;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// The system's time with a timestamp that no one can set and that runs on while the machine sleeps (CLOCK_BOOTTIME, clock_gettime(2)):
/// a lease expires on it. Its zero is the kernel's start, named by <see cref="KernelBoot"/>.
/// </summary>
public sealed partial class BootClock : TimeProvider
{
    private const int ClockBoottime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The identity of this boot of the kernel.</summary>
    public static Guid KernelBoot { get; } =
        Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), CultureInfo.InvariantCulture);

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp() =>
        ClockGetTime(ClockBoottime, out TimeSpec now) == 0
            ? (now.Seconds * NanosecondsPerSecond) + now.Nanoseconds
            : throw new PlatformNotSupportedException("CLOCK_BOOTTIME is not available; Linux 2.6.39 or later is needed");

    // https://man7.org/linux/man-pages/man2/clock_gettime.2.html
    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
