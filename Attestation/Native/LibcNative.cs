using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DePin.Attestation.Native;

/// <summary>The three calls of the C library that make a new file durable under its name, which .NET does not offer.</summary>
internal static partial class LibcNative
{
    private const string Library = "libc";

    // <fcntl.h>, <errno.h> of Linux on every architecture that .NET runs on.
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int FileExists = 17;

    /// <summary>False when <paramref name="name"/> is taken.</summary>
    /// <exception cref="IOException">Any other refusal.</exception>
    public static bool TryLink(string file, string name)
    {
        if (link(file, name) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == FileExists ? false : throw LastError($"cannot link {name}");
    }

    /// <summary>Waits until the names in a directory are on the disk (fsync).</summary>
    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void FlushDirectory(string path)
    {
        int descriptor = open(path, ReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            throw LastError($"cannot open {path}");
        }

        int result = fsync(descriptor);
        IOException? error = result == 0 ? null : LastError($"cannot flush {path}");
        _ = close(descriptor);
        if (error is not null)
        {
            throw error;
        }
    }

    private static IOException LastError(string what)
    {
        Win32Exception cause = new(Marshal.GetLastPInvokeError());
        return new IOException($"{what}: {cause.Message}", cause);
    }

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string file, string name);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int close(int descriptor);
}
