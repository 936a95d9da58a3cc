using System.Globalization;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Artifacts;

/// <summary>
/// Takes content that a submitter brings along as an input: no more than its token may have here, counting what is still on its way. What
/// no job names goes again after a while (<see cref="BlobSweep"/>).
/// </summary>
internal sealed class BlobIntake(SchedulerEngine engine, BlobStore blobs, StoreReader reader, SchedulerOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Contents, long Bytes)> _arriving = [];

    public bool IsHere(ContentHash content, TokenView owner) => blobs.Exists(content) && reader.OwnsBlob(content, owner.Id);

    /// <summary>Takes the body under its hash; true when it was not here before.</summary>
    /// <exception cref="RefusedException">Its length is not announced, or too much.</exception>
    /// <exception cref="IOException">The disk or the connection failed; the store is as before.</exception>
    public async Task<Answer<bool>> TakeAsync(HttpContext context, ContentHash content, TokenView owner, CancellationToken token)
    {
        using IDisposable pin = blobs.Pin([content]);
        if (IsHere(content, owner))
        {
            // It stays as long as if it came now; what it counts does not change.
            Answer<bool> renewed = await RecordAsync(content, owner, blobs.Length(content), brought: false);
            return renewed.TryGet(out _, out Refusal? fault) ? false : fault;
        }

        if (context.Request.ContentLength is not { } length)
        {
            return RequestBody.Invalid("the body's length is not announced", "send Content-Length");
        }

        RequestBody.Permit(context, options.MaxBlobBytes);
        if (Admit(owner, length) is { } refusal)
        {
            return refusal;
        }

        try
        {
            Answer<long> received = await blobs.ReceiveAsync(context.Request.Body, content, token);
            return received.TryGet(out long size, out Refusal? wrong) ? await RecordAsync(content, owner, size, brought: true) : wrong;
        }
        finally
        {
            Leave(owner, length);
        }
    }

    // Waited for to the end, also when the caller has left: the pin must outlive the decision.
    private Task<Answer<bool>> RecordAsync(ContentHash content, TokenView owner, long size, bool brought)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        StoreWrite.SaveBlob row = new(content, owner.Id, size, now, brought);
        return engine.AskAsync(new EngineRequest.Record([row]), CancellationToken.None);
    }

    private Refusal? Admit(TokenView owner, long length)
    {
        lock (_gate)
        {
            (long contents, long bytes) = reader.Brought(owner.Id);
            (long Contents, long Bytes) arriving = _arriving.GetValueOrDefault(owner.Id);
            (contents, bytes) = (contents + arriving.Contents + 1, bytes + arriving.Bytes + length);
            if (bytes > options.MaxBlobBytesPerToken)
            {
                return Beyond(owner, $"{bytes} bytes", $"{options.MaxBlobBytesPerToken} bytes");
            }

            if (contents > options.MaxBlobsPerToken)
            {
                return Beyond(owner, $"{contents} files", $"{options.MaxBlobsPerToken} files");
            }

            _arriving[owner.Id] = (arriving.Contents + 1, arriving.Bytes + length);
            return null;
        }
    }

    private Refusal Beyond(TokenView owner, string would, string most) => new(ProblemCode.TooLarge,
        $"the inputs that token '{owner.Name}' brought would be {would}, the limit is {most}",
        string.Create(CultureInfo.InvariantCulture, $"wait: an input goes {options.BlobRetention.TotalHours:0.##} h after it came or ")
        + "after the last job that names it has ended; or ask the operator for more");

    private void Leave(TokenView owner, long bytes)
    {
        lock (_gate)
        {
            (long Contents, long Bytes) arriving = _arriving[owner.Id];
            _arriving[owner.Id] = (arriving.Contents - 1, arriving.Bytes - bytes);
            if (arriving.Contents == 1)
            {
                _arriving.Remove(owner.Id);
            }
        }
    }
}
