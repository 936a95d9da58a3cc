using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>Standard output for ourselves alone: whatever else writes there, as a driver's library may, writes to standard error.</summary>
public static partial class PrivateOutput
{
    private const int Output = 1;
    private const int Error = 2;

    /// <exception cref="Win32Exception">There is no standard output or error.</exception>
    public static Stream Take()
    {
        int ours = dup(Output);
        return ours >= 0 && dup2(Error, Output) >= 0
            ? new FileStream(new SafeFileHandle(ours, ownsHandle: true), FileAccess.Write, bufferSize: 0)
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>https://man7.org/linux/man-pages/man2/dup.2.html</summary>
    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(int oldfd);

    /// <summary>https://man7.org/linux/man-pages/man2/dup2.2.html</summary>
    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int oldfd, int newfd);
}
