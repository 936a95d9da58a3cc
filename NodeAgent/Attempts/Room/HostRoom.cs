using System.Runtime.InteropServices;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>The file system of a directory, as the kernel counts it (statvfs(3)).</summary>
/// <param name="directory">Asked at each reading: the engine says where it keeps its data.</param>
public sealed partial class HostRoom(Func<string> directory) : IRoom
{
    public RoomReading? Read() => StatVfs(directory(), out FileSystem it) == 0
        ? new RoomReading(
            (long)Math.Min(it.AvailableBlocks * it.FragmentSize, long.MaxValue),
            it.Files == 0 ? null : (long)Math.Min(it.AvailableFiles, long.MaxValue))
        : null;

    // https://man7.org/linux/man-pages/man3/statvfs.3.html
    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatVfs(string path, out FileSystem it);

    /// <summary>glibc's struct statvfs on 64-bit machines, with its spare end.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct FileSystem
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong FreeBlocks;
        public ulong AvailableBlocks;
        public ulong Files;
        public ulong FreeFiles;
        public ulong AvailableFiles;
    }
}
