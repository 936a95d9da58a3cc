using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>A registry that answers what a test tells it to, on a loopback port.</summary>
internal sealed class HostileRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostileRegistry(WebApplication app) => _app = app;

    public string Host => new Uri(_app.Urls.Single()).Authority;

    /// <param name="answer">Everything but <c>/v2/</c>, which says yes.</param>
    /// <param name="token">Ends the start.</param>
    public static Task<HostileRegistry> StartAsync(RequestDelegate answer, CancellationToken token) =>
        StartAsync("127.0.0.1", context => context.Request.Path == "/v2/" ? Task.CompletedTask : answer(context), token);

    /// <param name="address">A loopback address.</param>
    /// <param name="answer">Everything.</param>
    /// <param name="token">Ends the start.</param>
    public static async Task<HostileRegistry> StartAsync(string address, RequestDelegate answer, CancellationToken token)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        WebApplication app = builder.Build();
        app.Run(answer);
        await app.StartAsync(token);
        return new HostileRegistry(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
