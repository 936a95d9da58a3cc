using System.Buffers.Binary;

namespace DePin.NodeAgent.Containers.Logs;

/// <summary>
/// Takes the engine's multiplexed stream apart ("Attach to a container, stream format" in its API document): a byte for the stream,
/// three zeros, the length in four bytes big-endian, then that many bytes, which begin with the record's time.
/// </summary>
internal sealed class LogFrameReader(Stream source)
{
    private const int HeaderLength = 8;

    /// <summary>A record with its time; Docker cuts them at 16 KiB. One always fits into a chunk.</summary>
    public const int MaxFrameBytes = LogChunk.MaxBytes - 1;

    private readonly byte[] _buffer = new byte[2 * LogChunk.MaxBytes];
    private int _start;
    private int _end;

    /// <summary>Takes the next frame out of what has been read already; false: <see cref="FillAsync"/> first.</summary>
    /// <exception cref="InvalidDataException">The stream is not in this format.</exception>
    public bool TryRead(out LogFrame frame)
    {
        frame = default;
        ReadOnlyMemory<byte> read = _buffer.AsMemory(_start, _end - _start);
        if (read.Length < HeaderLength || read.Length - HeaderLength < FrameLength(read.Span))
        {
            return false;
        }

        int length = FrameLength(read.Span);
        ReadOnlyMemory<byte> body = read.Slice(HeaderLength, length);
        _start += HeaderLength + length;
        frame = Parse(read.Span[0], body);
        return true;
    }

    /// <summary>Reads more; false at the end.</summary>
    /// <exception cref="InvalidDataException">The end came in the middle of a frame.</exception>
    public async Task<bool> FillAsync(CancellationToken token)
    {
        // What is left is less than one frame, so there is room for more.
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int count = await source.ReadAsync(_buffer.AsMemory(_end), token);
        _end += count;
        if (count == 0 && _end > _start)
        {
            throw new InvalidDataException($"the log ends {_end - _start} bytes into a record");
        }

        return count > 0;
    }

    private static LogFrame Parse(byte stream, ReadOnlyMemory<byte> body)
    {
        if (stream == LogFrame.Failure)
        {
            return new LogFrame(stream, 0, body);
        }

        return LogStamp.TryRead(body.Span, out long stamp, out int length)
            ? new LogFrame(stream, stamp, body[length..])
            : throw new InvalidDataException("a record of the log has no time");
    }

    private static int FrameLength(ReadOnlySpan<byte> header)
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (header[0] >= LogFrame.Streams || (header[1] | header[2] | header[3]) != 0 || length > MaxFrameBytes)
        {
            throw new InvalidDataException(
                $"a record of the log begins with {Convert.ToHexString(header[..HeaderLength])}, which is no header");
        }

        return (int)length;
    }
}
