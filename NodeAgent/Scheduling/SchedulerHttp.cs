using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.NodeAgent.Configuration;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// One HTTP call to the scheduler and what can become of it: an answer, a refusal with its problem details, or no answer.
/// </summary>
public sealed class SchedulerHttp : IDisposable
{
    /// <summary>Bytes of an answer: a sync reply that carries as many of the longest job files as a node may hold.</summary>
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>However long a scheduler, or what stands before it, asks to be left alone.</summary>
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public SchedulerHttp(HttpMessageHandler handler, Uri url, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(handler)
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
            DefaultRequestVersion = HttpVersion.Version11,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("depin-node", null));
    }

    /// <summary>Calls to the scheduler of the owner's options: certificates are checked as the system does.</summary>
    public static SchedulerHttp To(SchedulerEndpoint endpoint, TimeProvider time) => new(
        new SocketsHttpHandler
        {
            ConnectTimeout = _connectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AllowAutoRedirect = false,
            UseCookies = false,
        },
        endpoint.Url,
        time);

    public void Dispose() => _http.Dispose();

    /// <summary>Sends <paramref name="request"/>; the caller disposes it.</summary>
    /// <param name="request">The route is relative to the scheduler's address.</param>
    /// <param name="bearer">The session's token, or null.</param>
    /// <param name="stream">The answer's body is read as it comes, not buffered.</param>
    /// <param name="timeout">For the headers, and for the body unless it is streamed.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="SchedulerUnreachableException"/>
    /// <exception cref="SchedulerRefusedException"/>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, string? bearer, bool stream, TimeSpan timeout, CancellationToken token)
    {
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        string call = $"{request.Method} {request.RequestUri}";
        using var timer = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(
                request, stream ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, either.Token);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new SchedulerUnreachableException($"{call}: no answer within {timeout.TotalSeconds:0} s", null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new SchedulerUnreachableException($"{call}: {e.Message}", null, e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(call, response, token);
        }
    }

    /// <summary>One of the two questions of a login.</summary>
    /// <exception cref="SchedulerUnreachableException"/>
    /// <exception cref="SchedulerRefusedException"/>
    public async Task<SessionReply> AskSessionAsync(SessionRequest ask, TimeSpan timeout, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Session)
        {
            Content = SchedulerClient.Json(JsonSerializer.SerializeToUtf8Bytes(ask, WireJson.Default.SessionRequest)),
        };
        using HttpResponseMessage response = await SendAsync(request, bearer: null, stream: false, timeout, token);
        return await ReadAsync(response, WireJson.Default.SessionReply, token);
    }

    /// <summary>The answer's body as a message.</summary>
    /// <exception cref="SchedulerUnreachableException">It is not one: something between, or no scheduler of ours.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken token)
        where T : class
    {
        string call = $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}";
        try
        {
            return Parse(await response.Content.ReadAsByteArrayAsync(token), type);
        }
        catch (Exception e) when (IsNoMessage(e))
        {
            throw new SchedulerUnreachableException($"{call}: the answer is not a {typeof(T).Name}: {e.Message}", null, e);
        }
    }

    private async Task<Exception> RefusalAsync(string call, HttpResponseMessage response, CancellationToken token)
    {
        Problem? problem = await ProblemAsync(response, token);
        TimeSpan? retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => Bounded(delta),
            { Date: { } date } => Bounded(date - _time.GetUtcNow()),
            _ => null,
        };
        bool later = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests
            or HttpStatusCode.RequestTimeout;
        return problem is null || later
            ? new SchedulerUnreachableException(
                $"{call}: {(int)response.StatusCode}: {problem?.Detail ?? "no problem details came with it"} {problem?.Remedy}".TrimEnd(),
                retryAfter,
                null)
            : new SchedulerRefusedException(call, problem);
    }

    private static TimeSpan Bounded(TimeSpan asked) =>
        asked < TimeSpan.Zero ? TimeSpan.Zero : asked < _longestPause ? asked : _longestPause;

    /// <exception cref="JsonException">It is no such message, or says what none may say.</exception>
    private static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        NullElements.Refuse(body);
        T message = JsonSerializer.Deserialize(body, type) ?? throw new JsonException("the message is null");
        return ReplyRules.WhyNot(message) is { } why ? throw new JsonException(why) : message;
    }

    private static bool IsNoMessage(Exception e) => e is JsonException or NotSupportedException or IOException or HttpRequestException;

    private static async Task<Problem?> ProblemAsync(HttpResponseMessage response, CancellationToken token)
    {
        try
        {
            return Parse(await response.Content.ReadAsByteArrayAsync(token), WireJson.Default.Problem);
        }
        catch (Exception e) when (IsNoMessage(e))
        {
            // Not ours: a proxy's page. The status is all there is.
            return null;
        }
    }
}
