using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;

namespace DePin.Scheduler.Server;

/// <summary>
/// The writing end of a connection. Kestrel refuses what it cannot make a request of (a <c>%00</c> in the address, a header that is none)
/// before any of our code runs, with an empty 400: here that reply gets its problem. Everything else passes as it is.
/// </summary>
internal sealed class ProblemWriter(PipeWriter inner) : PipeWriter
{
    private static readonly byte[] _empty = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"u8.ToArray();
    private static readonly byte[] _reply = Reply();
    private Memory<byte> _given;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _given = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        // The connection closes after this reply: nothing follows in the same piece.
        if (bytes >= _empty.Length && _given.Length >= _reply.Length && _given.Span.StartsWith(_empty))
        {
            _reply.CopyTo(_given);
            bytes = _reply.Length;
        }

        _given = default;
        inner.Advance(bytes);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken) =>
        inner.WriteAsync(source, cancellationToken);

    private static byte[] Reply()
    {
        Refusal refusal = RequestBody.Invalid("this is no HTTP request: its first line, its address or a header is malformed",
            "send a well-formed request; an address must not hold %00");
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(ProblemReply.ToProblem(refusal), WireJson.Default.Problem);
        string head = $"HTTP/1.1 400 Bad Request\r\nContent-Type: {ProblemReply.ContentType}\r\nContent-Length: {body.Length}\r\n"
            + "Connection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
