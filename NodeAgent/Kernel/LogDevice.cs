using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DePin.NodeAgent.Kernel;

/// <summary>The two calls that read <c>/dev/kmsg</c> without waiting, which no class of .NET does.</summary>
internal static partial class LogDevice
{
    /// <summary><c>O_RDONLY | O_NONBLOCK | O_CLOEXEC</c>.</summary>
    public const int OpenFlags = 0x80800;

    // https://man7.org/linux/man-pages/man2/open.2.html
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags, int mode);

    // https://man7.org/linux/man-pages/man2/read.2.html
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, ref byte buffer, nint count);
}
