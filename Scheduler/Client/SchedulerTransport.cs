using System.Net.Security;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Security.Cryptography.X509Certificates;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Client;

/// <summary>
/// Sends calls and reads answers within <see cref="ClientLimits"/>: validates certificates, follows no redirect (a token must not travel
/// to another host), and repeats what may be repeated.
/// </summary>
internal sealed class SchedulerTransport : IDisposable
{
    private readonly SchedulerAccount _account;
    private readonly ClientLimits _limits;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private int _lost;

    public SchedulerTransport(SchedulerAccount account, ClientLimits limits, TimeProvider time)
    {
        _account = account;
        _limits = limits;
        _time = time;
        _http = new HttpClient(Handler(account, limits)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Scheduler => _account.Url;

    public TimeProvider Time => _time;

    /// <summary>Told, once each, that a patient call lost the scheduler and that it is back.</summary>
    public Action<string>? Notice { get; set; }

    public void Dispose() => _http.Dispose();

    /// <summary>A call whose answer is one JSON value.</summary>
    public Task<T> CallAsync<T>(HttpCall call, JsonTypeInfo<T> type, RetryPolicy policy, CancellationToken token) =>
        RepeatAsync(call, policy, inner => TryCallAsync(call, type, inner), token);

    /// <summary>A call whose answer is a small file.</summary>
    public Task<byte[]> CallAsync(HttpCall call, int limit, RetryPolicy policy, CancellationToken token) =>
        RepeatAsync(call, policy, inner => BoundAsync(
            call, (response, reading) => BoundedBody.ReadAsync(response, limit, call, reading), inner), token);

    /// <summary>A call whose answer has no content that matters.</summary>
    public Task<bool> CallAsync(HttpCall call, RetryPolicy policy, CancellationToken token) =>
        RepeatAsync(call, policy, inner => BoundAsync(call, (_, _) => Task.FromResult(true), inner), token);

    /// <summary>A call whose answer is read as it comes.</summary>
    public Task<ReplyStream> OpenAsync(HttpCall call, RetryPolicy policy, CancellationToken token) =>
        RepeatAsync(call, policy, inner => TryOpenAsync(call, inner), token);

    /// <summary>Waits before a further try, or throws the failure's cause when the policy's patience is at its end.</summary>
    public async Task PauseAsync(RetryPolicy policy, TransientException failure, int failures, long firstFailure, CancellationToken token)
    {
        TimeSpan? delay = policy.Next(failures, _time.GetElapsedTime(firstFailure), Random.Shared.NextDouble(), failure.RetryAfter);
        if (delay is null)
        {
            throw failure.Cause;
        }

        if (policy == RetryPolicy.Patient && Interlocked.Exchange(ref _lost, 1) == 0)
        {
            Notice?.Invoke($"{failure.Cause.Message}; trying again");
        }

        await Task.Delay(delay.Value, _time, token);
    }

    private async Task<T> RepeatAsync<T>(
        HttpCall call,
        RetryPolicy policy,
        Func<CancellationToken, Task<T>> tryOnce,
        CancellationToken token)
    {
        long? firstFailure = null;
        for (int failures = 1; ; failures++)
        {
            try
            {
                T answer = await tryOnce(token);
                if (Interlocked.Exchange(ref _lost, 0) == 1)
                {
                    Notice?.Invoke($"{Scheduler} is back");
                }

                return answer;
            }
            catch (TransientException failure) when (call.Repeatable)
            {
                await PauseAsync(policy, failure, failures, firstFailure ??= _time.GetTimestamp(), token);
            }
            catch (TransientException failure)
            {
                throw failure.Cause;
            }
        }
    }

    private Task<T> TryCallAsync<T>(HttpCall call, JsonTypeInfo<T> type, CancellationToken token) =>
        BoundAsync(
            call,
            async (response, inner) =>
            {
                byte[] body = await BoundedBody.ReadAsync(response, _limits.ReplyBytes, call, inner);
                try
                {
                    NullElements.Refuse(body);
                    return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("the value is null");
                }
                catch (JsonException e)
                {
                    throw new UntrustedReplyException(
                        $"the answer of {Scheduler} to {call} is not protocol version 1: {e.Message}",
                        "Is this the address of a DePin scheduler, of a version this program knows?",
                        e);
                }
            },
            token);

    private async Task<T> BoundAsync<T>(HttpCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken token)
    {
        using WaitBound bound = new(_limits.Call, _time, token);
        try
        {
            using HttpResponseMessage response = await SendAsync(call, bound);
            return await read(response, bound.Token);
        }
        catch (Exception e) when (IsLinkFailure(e, token))
        {
            throw LinkFailure.Explain(Scheduler, e, _limits.Call);
        }
    }

    private async Task<ReplyStream> TryOpenAsync(HttpCall call, CancellationToken token)
    {
        using WaitBound bound = new(_limits.Call, _time, token);
        HttpResponseMessage? response = null;
        try
        {
            response = await SendAsync(call, bound);
            return await ReplyStream.OpenAsync(
                response, e => LinkFailure.Transient(Scheduler, e, _limits.Silence), _limits.Silence, _time, bound.Token);
        }
        catch (Exception e) when (IsLinkFailure(e, token))
        {
            response?.Dispose();
            throw LinkFailure.Explain(Scheduler, e, _limits.Call);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpCall call, WaitBound bound)
    {
        using HttpRequestMessage request = call.ToRequest(Scheduler, _account.Token, bound.Extend);
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ProblemReply.ReadAsync(response, call, Scheduler, _limits.ProblemBytes, bound.Token);
        }
    }

    private static bool IsLinkFailure(Exception e, CancellationToken caller) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !caller.IsCancellationRequested);

    private static SocketsHttpHandler Handler(SchedulerAccount account, ClientLimits limits)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy in the environment is meant for the world, not for this machine.
            UseProxy = !account.Url.IsLoopback,
            ConnectTimeout = limits.Connect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        if (account.Authorities is not null)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(account.Authorities);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }
}
