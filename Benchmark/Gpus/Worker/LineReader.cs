namespace DePin.Benchmark.Gpus.Worker;

/// <summary>Lines of a stream, each with a limit, so that a peer gone wild costs no more than that.</summary>
/// <param name="most">Longest line, in bytes.</param>
public sealed class LineReader(Stream stream, int most)
{
    private readonly byte[] _buffer = new byte[most];
    private int _from;
    private int _to;

    /// <summary>The next line without its end, valid until the next call; null at the stream's end.</summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken token)
    {
        while (true)
        {
            int end = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
            if (end >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_from, end);
                _from += end + 1;
                return line;
            }

            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
            if (_to == most)
            {
                throw new InvalidDataException($"a line is longer than {most} bytes");
            }

            int read = await stream.ReadAsync(_buffer.AsMemory(_to), token);
            if (read == 0)
            {
                return null;
            }

            _to += read;
        }
    }
}
