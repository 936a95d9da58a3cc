using System.Runtime.InteropServices;
using System.Text;
using DePin.NodeAgent.Attempts;
using Microsoft.Win32.SafeHandles;

namespace DePin.NodeAgent.Kernel;

/// <summary>
/// What the kernel said of one thing in its log, read without waiting. What was there before the first look has the kernel's own time,
/// which may drift from the boot clock by seconds in a month; the rest has the time of the look that found it.
/// </summary>
/// <param name="read">What a message says, and when; null when it is about something else.</param>
internal sealed class KernelLog<TEvent>(string path, TimeProvider time, Func<string, TimeSpan, TEvent?> read) : IDisposable
    where TEvent : class
{
    /// <summary>So many events are remembered, the latest.</summary>
    public const int MaxEvents = 256;

    private const int TryAgain = 11;
    private const int Overwritten = 32;
    private const int MaxLine = 8 * 1024;
    private const int MaxReads = 50_000;

    private readonly Lock _gate = new();
    private readonly Queue<TEvent> _events = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly StringBuilder _line = new();
    private SafeFileHandle? _file;
    private bool _upToDate;

    /// <summary>Why it cannot be read, for people; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>What it holds now, oldest first.</summary>
    public IReadOnlyList<TEvent> Read()
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
        SafeFileHandle file = LogDevice.Open(path, LogDevice.OpenFlags, 0);
        Problem = file.IsInvalid ? $"{path}: {Marshal.GetLastPInvokeErrorMessage()}" : null;
        _file = file.IsInvalid ? null : file;
        return _file is not null;
    }

    /// <summary>To its end, or for so many records as a flood may cost one look; the next look goes on from there.</summary>
    private void ReadOn(SafeFileHandle file)
    {
        for (int reads = 0; reads < MaxReads; reads++)
        {
            nint count = LogDevice.Read(file, ref _buffer[0], _buffer.Length);
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
            && read(record.Message, _upToDate ? time.Uptime() : record.Stamp) is { } found)
        {
            _events.Enqueue(found);
            if (_events.Count > MaxEvents)
            {
                _events.Dequeue();
            }
        }
    }
}
