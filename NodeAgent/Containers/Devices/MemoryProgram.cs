using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DePin.NodeAgent.Containers.Devices;

/// <summary>A program of ours in a file that exists in memory only: it needs no directory, and nobody can replace it.</summary>
internal sealed partial class MemoryProgram : IDisposable
{
    private const uint CloseOnExec = 1;
    private readonly SafeFileHandle _file;

    /// <exception cref="IOException">The kernel gives no such file.</exception>
    public MemoryProgram(string name, ReadOnlySpan<byte> executable)
    {
        using SafeFileHandle writable = MemfdCreate(name, CloseOnExec);
        if (writable.IsInvalid)
        {
            throw new IOException($"memfd_create({name}): {Marshal.GetLastPInvokeErrorMessage()}");
        }

        RandomAccess.Write(writable, executable, 0);

        // What is open for writing cannot be run.
        _file = File.OpenHandle(PathOf(writable));
    }

    /// <summary>Where this process, and a child of it, finds the program.</summary>
    public string Path => PathOf(_file);

    public void Dispose() => _file.Dispose();

    private static string PathOf(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    // https://man7.org/linux/man-pages/man2/memfd_create.2.html
    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle MemfdCreate(string name, uint flags);
}
