using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using Microsoft.Win32.SafeHandles;

namespace DePin.Scheduler.Logs;

/// <summary>One log that is being written. Writers take turns; readers look only at what is durable.</summary>
internal sealed class LogFile(string path)
{
    private readonly Lock _turn = new();
    private long _durable = LengthOf(path);
    private bool _sealed;

    /// <summary>Bytes durably held.</summary>
    public long Durable => Interlocked.Read(ref _durable);

    public static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    public void Seal() => Volatile.Write(ref _sealed, true);

    public Answer<long> Append(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_turn)
        {
            long durable = _durable;
            if (bytes.Length == 0)
            {
                return durable;
            }

            if (offset > durable)
            {
                return new Refusal(ProblemCode.OffsetMismatch, $"offset {offset} leaves a gap after {durable} durable bytes",
                    $"send the bytes from offset {durable} on")
                {
                    Durable = durable,
                };
            }

            if (offset + bytes.Length > LogStore.MaxLength)
            {
                return new Refusal(ProblemCode.TooLarge,
                    $"the log would have {offset + bytes.Length} bytes, the limit is {LogStore.MaxLength}",
                    "end the log with a marker line at its limit and send no more");
            }

            return Volatile.Read(ref _sealed)
                ? Refusal.LeaseLost("the attempt has ended; its log is closed")
                : Write(offset, bytes, durable);
        }
    }

    private Answer<long> Write(long offset, ReadOnlySpan<byte> bytes, long durable)
    {
        bool isNew = !File.Exists(path);
        if (isNew)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }

        using SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        int known = (int)Math.Min(bytes.Length, durable - offset);
        if (!Holds(file, offset, bytes[..known]))
        {
            return new Refusal(ProblemCode.Conflict, $"the bytes from offset {offset} differ from the {known} that are durable there",
                "send the log exactly as it was written");
        }

        if (known == bytes.Length)
        {
            return durable;
        }

        try
        {
            RandomAccess.Write(file, bytes[known..], durable);
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException)
        {
            // Nothing of a part that failed may be seen, now or after a restart.
            RandomAccess.SetLength(file, durable);
            throw;
        }

        if (isNew)
        {
            Store.Durable.SyncDirectory(Path.GetDirectoryName(path)!);
        }

        Interlocked.Exchange(ref _durable, offset + bytes.Length);
        return offset + bytes.Length;
    }

    private static bool Holds(SafeFileHandle file, long offset, ReadOnlySpan<byte> bytes)
    {
        byte[] held = new byte[bytes.Length];
        int read = 0;
        while (read < held.Length)
        {
            int count = RandomAccess.Read(file, held.AsSpan(read), offset + read);
            if (count == 0)
            {
                return false;
            }

            read += count;
        }

        return bytes.SequenceEqual(held);
    }
}
