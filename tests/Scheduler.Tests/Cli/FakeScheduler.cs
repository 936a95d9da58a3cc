using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>
/// A scheduler that answers as it is told, over real HTTP on a port of its own. What it is not told to answer is 404 with a code that no
/// test expects, so that a wrong address fails the test.
/// </summary>
internal sealed class FakeScheduler : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly WebApplication _server;

    private FakeScheduler(Action<ListenOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhostPort(listen));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Uri Url => new(_server.Urls.Single().Replace("[::]", "127.0.0.1", StringComparison.Ordinal));

    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    public static Task<FakeScheduler> StartAsync(CancellationToken token) => StartAsync(_ => { }, token);

    public static async Task<FakeScheduler> StartAsync(Action<ListenOptions> listen, CancellationToken token)
    {
        FakeScheduler fake = new(listen);
        await fake._server.StartAsync(token);
        return fake;
    }

    /// <summary>Accepts every job as <see cref="Sample.Job"/>.</summary>
    public static async Task<FakeScheduler> StartAcceptingAsync(CancellationToken token)
    {
        FakeScheduler fake = await StartAsync(token);
        return fake.On("POST", "/v1/jobs", context => WriteAsync(context, 201, Sample.View(Sample.Queued), WireJson.Default.JobView));
    }

    /// <summary>A client's way to it, with a token.</summary>
    public SchedulerTransport Transport(ClientLimits? limits = null, string path = "") => new(
        new SchedulerAccount(new Uri(Url, path), ApiToken.TryParse(CliRun.Token, out ApiToken? secret) ? secret : null),
        limits ?? new ClientLimits(),
        TimeProvider.System);

    /// <summary>Answers a method and path (query left out) from now on.</summary>
    public FakeScheduler On(string method, string path, RequestDelegate answer)
    {
        _answers[$"{method} {path}"] = answer;
        return this;
    }

    public FakeScheduler OnGet<T>(string path, T value, JsonTypeInfo<T> type) =>
        On("GET", path, context => WriteAsync(context, 200, value, type));

    /// <summary>One answer after the other; the last one for good.</summary>
    public FakeScheduler OnEach(string method, string path, params RequestDelegate[] answers)
    {
        int next = -1;
        return On(method, path, context => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](context));
    }

    public static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = value is Problem ? "application/problem+json" : "application/json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), context.RequestAborted).AsTask();
    }

    public static RequestDelegate Text(int status, string type, string body) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    public static RequestDelegate Problem(int status, ProblemCode code, string detail = "the fact", string remedy = "the remedy") =>
        context => WriteAsync(
            context,
            status,
            new Problem { Type = "urn:depin:problem:x", Title = "x", Status = status, Code = code, Detail = detail, Remedy = remedy },
            WireJson.Default.Problem);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        FakeRequest request = new(
            context.Request.Method,
            context.Request.Path.Value ?? "",
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        _requests.Enqueue(request);
        RequestDelegate answer = _answers.GetValueOrDefault(
            $"{request.Method} {request.Path}",
            Problem(404, ProblemCode.Internal, $"the fake was not told to answer {request.Method} {request.Path}"));
        await answer(context);
    }
}
