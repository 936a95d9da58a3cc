using System.Runtime.CompilerServices;
using System.Text;

namespace DePin.NodeAgent.Containers.Logs;

/// <summary>
/// Reads one stream of a container's log, which always begins at the first record the engine still has, and delivers what lies behind a
/// position. That the log begins with the record it began with before proves that counting bytes leads to the right place. Otherwise the
/// engine has rotated it, and reading goes on behind the last record's time, after a gap.
/// </summary>
internal sealed class LogReplay(Stream source, LogPosition start)
{
    private readonly LogFrameReader _reader = new(source);
    private readonly LogPosition _from = start;
    private readonly LineRestorer _lines = new();
    private readonly byte[] _chunk = new byte[LogChunk.MaxBytes];
    private int _chunkLength;
    private bool _begun;
    private bool _rotated;
    private bool _gapTold;

    // Bytes of this log passed so far, delivered or not.
    private long _inLog;

    /// <summary>Where reading stands, behind what was delivered.</summary>
    public LogPosition Position { get; private set; } = start;

    public async IAsyncEnumerable<LogChunk> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        do
        {
            while (_reader.TryRead(out LogFrame frame))
            {
                if (_chunkLength + frame.Payload.Length + 1 > _chunk.Length)
                {
                    yield return Flush();
                }

                if (Take(frame) is { } gap)
                {
                    yield return gap;
                }
            }

            // Nothing more is here now: what is, must not wait for what may come.
            if (_chunkLength > 0)
            {
                yield return Flush();
            }
        }
        while (await _reader.FillAsync(token));

        if (!_rotated && _inLog < _from.InLog)
        {
            yield return new LogChunk.Gap($"The engine's log holds {_inLog} bytes where {_from.InLog} had been read", Position);
        }
    }

    private LogChunk.Gap? Take(in LogFrame frame)
    {
        if (frame.Stream == LogFrame.Failure)
        {
            return new LogChunk.Gap($"The engine cannot read its log: {Encoding.UTF8.GetString(frame.Payload.Span).Trim()}", Position);
        }

        if (!_begun)
        {
            Begin(frame.Stamp);
        }

        bool behind = !_rotated || frame.Stamp > _from.LastStamp;
        LogChunk.Gap? gap = _rotated && behind && !_gapTold
            ? new LogChunk.Gap(
                "The engine has rotated the log and may have dropped a part that was not read", Position with { InLog = _inLog })
            : null;
        _gapTold |= gap is not null;
        Append(frame.Payload.Span, frame.Stamp, behind);
        if (_lines.DropsLineFeed(frame))
        {
            Append("\n"u8, frame.Stamp, behind);
        }

        return gap;
    }

    private void Begin(long stamp)
    {
        _begun = true;
        _rotated = _from.FirstStamp != 0 && _from.FirstStamp != stamp;
        Position = Position with { FirstStamp = stamp };
    }

    private void Append(ReadOnlySpan<byte> bytes, long stamp, bool behind)
    {
        long skip = _rotated ? (behind ? 0 : bytes.Length) : Math.Clamp(_from.InLog - _inLog, 0, bytes.Length);
        _inLog += bytes.Length;
        ReadOnlySpan<byte> delivered = bytes[(int)skip..];
        if (delivered.IsEmpty)
        {
            return;
        }

        delivered.CopyTo(_chunk.AsSpan(_chunkLength));
        _chunkLength += delivered.Length;
        Position = Position with { Offset = Position.Offset + delivered.Length, InLog = _inLog, LastStamp = stamp };
    }

    private LogChunk.Data Flush()
    {
        LogChunk.Data data = new(_chunk.AsMemory(0, _chunkLength), Position);
        _chunkLength = 0;
        return data;
    }
}
