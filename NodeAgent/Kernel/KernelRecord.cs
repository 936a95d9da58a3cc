using System.Globalization;

namespace DePin.NodeAgent.Kernel;

/// <summary>One record of <c>/dev/kmsg</c>: <c>PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;MESSAGE</c>.</summary>
/// <param name="ByKernel">
/// Its facility is the kernel's. What a program writes to the log always has another, so that nobody but the kernel can report an error.
/// </param>
/// <param name="Stamp">Since the kernel's start.</param>
/// <param name="Message">What is not printable comes escaped.</param>
/// <remarks>https://www.kernel.org/doc/Documentation/ABI/testing/dev-kmsg</remarks>
internal readonly record struct KernelRecord(bool ByKernel, TimeSpan Stamp, string Message)
{
    private const int FacilityShift = 3;

    /// <summary>False for a continuation (which begins with a blank) and for whatever else is no record.</summary>
    public static bool TryParse(string line, out KernelRecord record)
    {
        record = default;
        int semicolon = line.IndexOf(';');
        string[] head = semicolon < 0 ? [] : line[..semicolon].Split(',');
        if (head.Length < 4
            || !int.TryParse(head[0], NumberStyles.None, CultureInfo.InvariantCulture, out int priority)
            || !long.TryParse(head[2], NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            || microseconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond)
        {
            return false;
        }

        record = new KernelRecord(priority >> FacilityShift == 0, TimeSpan.FromMicroseconds(microseconds), line[(semicolon + 1)..]);
        return true;
    }
}
