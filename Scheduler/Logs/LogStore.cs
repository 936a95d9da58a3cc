using System.Collections.Concurrent;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;

namespace DePin.Scheduler.Logs;

/// <summary>The logs of attempts: one file each, exactly the bytes the containers wrote, durable before they are acknowledged.</summary>
internal sealed class LogStore(string directory)
{
    /// <summary>A log that reached its limit ends with a marker line, which comes on top.</summary>
    public const long MaxLength = WireLimits.LogBytes + (64 * 1024);

    private const int SealedKept = 16_384;

    private readonly ConcurrentDictionary<AttemptId, LogFile> _open = new();
    private readonly RecentSet<AttemptId> _sealed = new(SealedKept);

    /// <summary>Appends bytes at their offset and makes them durable. Bytes that are there already must be the same.</summary>
    /// <returns>Bytes durably held; or a refusal for a gap, for other bytes at the same place, or for a log over its limit.</returns>
    /// <exception cref="IOException">The disk failed; nothing was added.</exception>
    public Answer<long> Append(AttemptId attempt, long offset, ReadOnlySpan<byte> bytes)
    {
        LogFile file = _open.GetOrAdd(attempt, id => new LogFile(PathOf(id)));
        if (IsSealed(attempt))
        {
            // It ended between the check of its lease and now.
            _open.TryRemove(attempt, out _);
            return Refusal.LeaseLost($"attempt {attempt} has ended; its log is closed");
        }

        return file.Append(offset, bytes);
    }

    /// <summary>Bytes durably held.</summary>
    public long Length(AttemptId attempt) => _open.TryGetValue(attempt, out LogFile? file)
        ? file.Durable
        : LogFile.LengthOf(PathOf(attempt));

    /// <exception cref="FileNotFoundException">The attempt has no log.</exception>
    public FileStream OpenRead(AttemptId attempt) => new(PathOf(attempt), new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    });

    /// <summary>The attempt has ended: its log takes no more bytes and needs no memory.</summary>
    public void Seal(AttemptId attempt)
    {
        lock (_sealed)
        {
            _sealed.Add(attempt);
        }

        if (_open.TryRemove(attempt, out LogFile? file))
        {
            file.Seal();
        }
    }

    private bool IsSealed(AttemptId attempt)
    {
        lock (_sealed)
        {
            return _sealed.Contains(attempt);
        }
    }

    private string PathOf(AttemptId attempt)
    {
        string name = attempt.ToString()[2..];
        return Path.Combine(directory, name[..2], name + ".log");
    }
}
