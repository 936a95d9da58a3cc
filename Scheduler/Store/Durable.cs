using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DePin.Scheduler.Store;

/// <summary>Makes directory entries survive a power cut, which .NET has no call for: open(2), fsync(2), close(2).</summary>
internal static partial class Durable
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC on Linux, all architectures but Alpha and PA-RISC

    /// <summary>Renames within one file system and makes the new name durable. The content must be durable before.</summary>
    /// <exception cref="IOException">The rename or the sync failed.</exception>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(to)!);
    }

    /// <exception cref="IOException">The directory cannot be opened or synced.</exception>
    public static void SyncDirectory(string path)
    {
        int directory = Open(path, ReadOnlyDirectory);
        if (directory < 0)
        {
            throw Failure(path);
        }

        try
        {
            if (Sync(directory) != 0)
            {
                throw Failure(path);
            }
        }
        finally
        {
            _ = Close(directory);
        }
    }

    private static IOException Failure(string path)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new IOException($"cannot sync {path}: {new Win32Exception(errno).Message}", errno);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
