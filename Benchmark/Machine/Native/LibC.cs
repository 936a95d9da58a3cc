using System.Runtime.InteropServices;

namespace DePin.Benchmark.Machine.Native;

/// <summary>The calls of the C library that .NET has no name for. C names and values, nothing else.</summary>
internal static partial class LibC
{
    /// <summary>madvise(2): use large pages here.</summary>
    public const int MADV_HUGEPAGE = 14;

    /// <summary>posix_fadvise(2): drop clean pages of this range from the page cache.</summary>
    public const int POSIX_FADV_DONTNEED = 4;

    /// <summary>fcntl(2): set the file status flags.</summary>
    public const int F_SETFL = 4;

    /// <summary>sysconf(3), glibc on x86: size of the third-level cache.</summary>
    public const int _SC_LEVEL3_CACHE_SIZE = 194;

    /// <summary>open(2): past the page cache. The value differs between architectures (fcntl.h).</summary>
    public static int O_DIRECT => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x10000 : 0x4000;

    /// <summary>https://man7.org/linux/man-pages/man2/madvise.2.html</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int madvise(nint addr, nuint length, int advice);

    /// <summary>https://man7.org/linux/man-pages/man2/posix_fadvise.2.html; returns the error itself.</summary>
    [LibraryImport("libc")]
    public static partial int posix_fadvise(SafeHandle fd, long offset, long len, int advice);

    /// <summary>https://man7.org/linux/man-pages/man2/fcntl.2.html</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(SafeHandle fd, int op, int arg);

    /// <summary>https://man7.org/linux/man-pages/man3/sysconf.3.html</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial long sysconf(int name);
}
