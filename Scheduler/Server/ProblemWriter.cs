using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;

namespace DePin.Scheduler.Server;

/// <summary>
/// The writing end of a connection. Kestrel refuses what it cannot make a request of (a <c>%00</c> in the address, a header that is none)
/// before any of our code runs, with an empty reply: here that reply gets its problem. What our own code answers passes as it is.
/// </summary>
internal sealed class ProblemWriter(PipeWriter inner) : PipeWriter
{
    private static readonly (byte[] Empty, byte[] Reply)[] _replies =
    [
        Replace("400 Bad Request", RequestBody.Invalid(
            "this is no HTTP request: its first line, its address or a header is malformed",
            "send a well-formed request; an address must not hold %00")),
        Replace("414 URI Too Long", RequestBody.Invalid("the first line is longer than 16 KiB", "ask for less in one address")),
        Replace("431 Request Header Fields Too Large", RequestBody.Invalid(
            "there are more than 64 headers, or more than 16 KiB of them", "send fewer or shorter headers")),
        Replace("505 HTTP Version Not Supported", RequestBody.Invalid(
            "this is not HTTP/1.0, 1.1 or 2", "speak one of these versions")),
    ];

    private Memory<byte> _given;

    /// <summary>
    /// A request is being answered by our own code, so that all bytes are its: an output may hold whatever its job wrote. Between answers
    /// only Kestrel itself writes.
    /// </summary>
    public bool Answering { get; set; }

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _given = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        // The connection closes after such a reply: nothing follows in the same piece.
        foreach ((byte[] empty, byte[] reply) in Answering ? [] : _replies)
        {
            if (bytes >= empty.Length && _given.Length >= reply.Length && _given.Span.StartsWith(empty))
            {
                reply.CopyTo(_given);
                bytes = reply.Length;
                break;
            }
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

    private static (byte[] Empty, byte[] Reply) Replace(string status, Refusal refusal)
    {
        Problem problem = ProblemReply.ToProblem(refusal) with { Status = int.Parse(status.AsSpan(0, 3), CultureInfo.InvariantCulture) };
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(problem, WireJson.Default.Problem);
        string head = $"HTTP/1.1 {status}\r\nContent-Type: {ProblemReply.ContentType}\r\nContent-Length: {body.Length}\r\n"
            + "Connection: close\r\n\r\n";
        return (Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n"), [.. Encoding.ASCII.GetBytes(head), .. body]);
    }
}
