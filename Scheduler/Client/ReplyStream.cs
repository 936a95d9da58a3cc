using System.Net.Http.Headers;

namespace DePin.Scheduler.Client;

/// <summary>
/// The body of an answer that is too long, or takes too long, to hold. Silence over the bound counts as a lost connection.
/// </summary>
internal sealed class ReplyStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly Func<Exception, TransientException> _explain;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _time;

    private ReplyStream(
        HttpResponseMessage response,
        Stream body,
        Func<Exception, TransientException> explain,
        TimeSpan silence,
        TimeProvider time)
    {
        _response = response;
        _body = body;
        _explain = explain;
        _silence = silence;
        _time = time;
    }

    /// <summary>The part of the whole that this is, when the scheduler sent a part.</summary>
    public ContentRangeHeaderValue? Range => _response.Content.Headers.ContentRange;

    /// <summary>A header of the answer; null when it has none of that name.</summary>
    public string? Header(string name) => _response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    public static async Task<ReplyStream> OpenAsync(
        HttpResponseMessage response,
        Func<Exception, TransientException> explain,
        TimeSpan silence,
        TimeProvider time,
        CancellationToken token) =>
        new(response, await response.Content.ReadAsStreamAsync(token), explain, silence, time);

    /// <returns>Bytes read; 0 at the proper end of the answer.</returns>
    /// <exception cref="TransientException">The connection broke or was silent for too long; what was read before is good.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        using WaitBound bound = new(_silence, _time, token);
        try
        {
            return await _body.ReadAsync(buffer, bound.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !token.IsCancellationRequested)
        {
            throw _explain(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _response.Dispose();
    }
}
