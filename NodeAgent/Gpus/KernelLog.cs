using System.Runtime.InteropServices;
using System.Text;
using DePin.NodeAgent.Attempts;
using Microsoft.Win32.SafeHandles;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// The errors that the NVIDIA driver put into the kernel's log, read without waiting. What was there before the first look has the kernel's
/// own time, which may drift from the boot clock by seconds in a month; the rest has the time of the look that found it.
/// </summary>
internal sealed partial class KernelLog(string path, TimeProvider time) : IDisposable
{
    /// <summary>So many errors are remembered, the latest.</summary>
    public const int MaxEvents = 256;

    private const int OpenFlags = 0x80800; // O_RDONLY | O_NONBLOCK | O_CLOEXEC
    private const int TryAgain = 11;
    private const int Overwritten = 32;
    private const int MaxLine = 8 * 1024;
    private const int MaxReads = 50_000;

    private readonly Lock _gate = new();
    private readonly Queue<XidEvent> _events = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly StringBuilder _line = new();
    private SafeFileHandle? _file;
    private bool _upToDate;

    /// <summary>Why it cannot be read, for people; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>What it holds now, oldest first.</summary>
    public IReadOnlyList<XidEvent> Read()
    {
        lock (_gate)
        {
            if (_file is not null || Open())
            {
                ReadOn(_file!);
            }

            return [.. _events];
        }
    }

    public void Dispose() => _file?.Dispose();

    private bool Open()
    {
        SafeFileHandle file = OpenFile(path, OpenFlags, 0);
        Problem = file.IsInvalid ? $"{path}: {Marshal.GetLastPInvokeErrorMessage()}" : null;
        _file = file.IsInvalid ? null : file;
        return _file is not null;
    }

    /// <summary>To its end, or for so many records as a flood may cost one look; the next look goes on from there.</summary>
    private void ReadOn(SafeFileHandle file)
    {
        for (int reads = 0; reads < MaxReads; reads++)
        {
            nint count = ReadFile(file, ref _buffer[0], _buffer.Length);
            if (count > 0)
            {
                Take(_buffer.AsSpan(0, (int)count));
                continue;
            }

            // Records that were overwritten before they were read are lost, and reading goes on behind them.
            if (count < 0 && Marshal.GetLastPInvokeError() == Overwritten)
            {
                continue;
            }

            Problem = count < 0 && Marshal.GetLastPInvokeError() is not TryAgain ? $"{path}: {Marshal.GetLastPInvokeErrorMessage()}" : null;
            _upToDate = true;
            return;
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
        {
            if (one == '\n')
            {
                Keep(_line.ToString());
                _line.Clear();
            }
            else if (_line.Length < MaxLine)
            {
                _line.Append((char)one);
            }
        }
    }

    private void Keep(string line)
    {
        if (KernelRecord.TryParse(line, out KernelRecord record) && record.ByKernel
            && XidLine.TryParse(record.Message, _upToDate ? time.Uptime() : record.Stamp, out XidEvent? found))
        {
            _events.Enqueue(found);
            if (_events.Count > MaxEvents)
            {
                _events.Dequeue();
            }
        }
    }

    // https://man7.org/linux/man-pages/man2/open.2.html
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags, int mode);

    // https://man7.org/linux/man-pages/man2/read.2.html
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(SafeFileHandle file, ref byte buffer, nint count);
}
