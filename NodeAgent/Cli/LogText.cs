using System.Text;
using System.Text.Json;

namespace DePin.NodeAgent.Cli;

/// <summary>
/// A stranger's bytes as text, while they come: for a terminal without anything that it would obey, or as lines of JSON. What is no UTF-8
/// becomes the sign for that.
/// </summary>
internal sealed class LogText(TextWriter text, LogText.Form form) : Stream
{
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: false).GetDecoder();

    public enum Form
    {
        /// <summary>Line feeds and tabs stay, every other control character is shown as a dot.</summary>
        Terminal,

        /// <summary>One object for each part that came: <c>{"text":"…"}</c>.</summary>
        JsonLines,
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        char[] letters = new char[_decoder.GetCharCount(buffer, flush: false)];
        Say(letters.AsSpan(0, _decoder.GetChars(buffer, letters, flush: false)));
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => text.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Say(Span<char> letters)
    {
        if (letters.IsEmpty)
        {
            return;
        }

        if (form == Form.JsonLines)
        {
            text.WriteLine($"{{\"text\":{JsonSerializer.Serialize(letters.ToString(), CliJson.Default.String)}}}");
            return;
        }

        foreach (ref char letter in letters)
        {
            letter = letter is '\n' or '\t' || !char.IsControl(letter) ? letter : '·';
        }

        text.Write(letters);
    }
}
