using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Server;
using DePin.Scheduler.Tests.Http.Contract;
using Microsoft.Extensions.Logging;

namespace DePin.Scheduler.Tests.Http;

/// <summary>A real scheduler on a free port, with its own state directory; it can die and come back.</summary>
internal sealed class TestScheduler : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Action<SchedulerOptions> _configure;
    private readonly TimeProvider _time;
    private SchedulerServer _server;
    private HttpClient _http;
    private ApiDocument _document;

    private TestScheduler(Action<SchedulerOptions> configure, TimeProvider time)
    {
        _configure = configure;
        _time = time;
        _server = null!;
        _http = null!;
        _document = null!;
    }

    /// <summary>With the operator's token.</summary>
    public HttpClient Http => _http;

    public SchedulerServer Server => _server;

    public string StateDirectory => _directory.File("state");

    public static async Task<TestScheduler> StartAsync(CancellationToken token, Action<SchedulerOptions>? configure = null,
        TimeProvider? time = null)
    {
        TestScheduler scheduler = new(configure ?? (_ => { }), time ?? TimeProvider.System);
        await scheduler.OpenAsync(token);
        return scheduler;
    }

    /// <summary>A new process on the same files.</summary>
    public async Task RestartAsync(CancellationToken token)
    {
        HttpClient old = _http;
        await _server.DisposeAsync();
        await OpenAsync(token);
        old.Dispose();
    }

    /// <summary>A client that calls with this token, or with none.</summary>
    public HttpClient Client(string? bearer)
    {
        HttpClient client = new(new TruthHandler(_document)) { BaseAddress = _server.Addresses[0], Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    public async Task<HttpClient> ClientAsync(CancellationToken token, params TokenScope[] scopes)
    {
        using HttpResponseMessage reply = await _http.PostAsJsonAsync(Routes.Tokens, new TokenRequest("test", scopes),
            WireJson.Default.TokenRequest, token);
        TokenGrant grant = (await reply.Content.ReadFromJsonAsync(WireJson.Default.TokenGrant, token))!;
        return Client(grant.Secret);
    }

    public Task<JobView> SubmitAsync(CancellationToken token, string more = "", HttpClient? by = null) =>
        SubmitYamlAsync(Specs.Yaml(more), token, by);

    public async Task<JobView> SubmitYamlAsync(string yaml, CancellationToken token, HttpClient? by = null)
    {
        using StringContent body = new(yaml, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage reply = await (by ?? _http).PostAsync(Routes.Jobs, body, token);
        Assert.That((int)reply.StatusCode, Is.EqualTo(201), await reply.Content.ReadAsStringAsync(token));
        return (await reply.Content.ReadFromJsonAsync(WireJson.Default.JobView, token))!;
    }

    public Task<JobView> ShowAsync(JobId job, CancellationToken token) => GetAsync(Routes.Job(job), WireJson.Default.JobView, token);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken token) =>
        (await _http.GetFromJsonAsync(path, type, token))!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    private async Task OpenAsync(CancellationToken token)
    {
        SchedulerOptions options = new() { StateDirectory = StateDirectory, Listen = ["http://127.0.0.1:0"] };
        _configure(options);
        _server = await SchedulerServer.StartAsync(options, _time, logging => logging.SetMinimumLevel(LogLevel.None), token);
        _document = await ApiDocument.OfAsync(_server.Addresses[0], token);
        _http = Client((await File.ReadAllTextAsync(_server.OperatorTokenFile, token)).Trim());
    }
}
