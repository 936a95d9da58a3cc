using DePin.Benchmark.Machine.Native;
using Microsoft.Win32.SafeHandles;

namespace DePin.Benchmark.Machine;

/// <summary>
/// A temporary file that has no name from the moment it is open, so that nothing is left of it however this process ends.
/// </summary>
internal sealed class ScratchFile : IDisposable
{
    private ScratchFile(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    /// <exception cref="IOException">The directory cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static ScratchFile Create(string directory)
    {
        string path = Path.Combine(directory, $".bench-{Guid.NewGuid():N}");
        SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            File.Delete(path);
            return new ScratchFile(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Asks the kernel for reads past the page cache.</summary>
    /// <returns>False where the file system has no such thing (tmpfs); its pages have then been dropped as far as it allows.</returns>
    public bool BypassCache()
    {
        RandomAccess.FlushToDisk(Handle);
        _ = LibC.posix_fadvise(Handle, 0, 0, LibC.POSIX_FADV_DONTNEED);
        return LibC.fcntl(Handle, LibC.F_SETFL, LibC.O_DIRECT) == 0;
    }

    public void Dispose() => Handle.Dispose();
}
