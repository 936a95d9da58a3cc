namespace DePin.Protocol.Jobs.Documents;

/// <summary>Turns growing byte offsets of one document into lines and columns, reading each byte once.</summary>
internal sealed class LineCounter
{
    private int _offset;
    private int _line = 1;
    private int _column = 1;

    /// <param name="offset">Not smaller than the one asked for before.</param>
    public Position At(ReadOnlySpan<byte> utf8, int offset)
    {
        foreach (byte unit in utf8[_offset..offset])
        {
            if (unit == '\n')
            {
                _line++;
                _column = 1;
                continue;
            }

            // A continuation byte adds nothing; a character of four bytes is two UTF-16 code units.
            bool isContinuation = (unit & 0xC0) == 0x80;
            _column += isContinuation ? 0 : unit >= 0xF0 ? 2 : 1;
        }

        _offset = offset;
        return new Position(_line, _column);
    }
}
