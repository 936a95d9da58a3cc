using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using DePin.Attestation;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DePin.NodeAgent.Tests.Doctor;

/// <summary>A scheduler's door on loopback: it lets nodes log in, over http or under a certificate, by a clock of its own.</summary>
internal sealed class LoginServer : IAsyncDisposable
{
    private readonly FakeSessions _sessions = new();
    private readonly WebApplication _app;

    private LoginServer(X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.MapPost(Routes.Session, LoginAsync);
    }

    public PrivateKey Key { get; } = PrivateKey.Create();

    public Eip712Domain Domain { get; } = Eip712Domain.DePin(31337, Address.Parse("0x00000000000000000000000000000000000000aa"));

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Nodes that logged in with a signature.</summary>
    public List<Address> LoggedIn { get; } = [];

    public Uri Url => new(_app.Urls.First());

    public static async Task<LoginServer> StartAsync(X509Certificate2? certificate, CancellationToken token)
    {
        LoginServer server = new(certificate);
        await server._app.StartAsync(token);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private async Task LoginAsync(HttpContext context)
    {
        SessionRequest request = (await JsonSerializer.DeserializeAsync(
            context.Request.Body, WireJson.Default.SessionRequest, context.RequestAborted))!;
        long time = (TimeProvider.System.GetUtcNow() + Ahead).ToUnixTimeMilliseconds();
        using HttpResponseMessage answer = _sessions.Login(request, Key, Domain, time, head: null);
        if (request.Login is not null && answer.IsSuccessStatusCode)
        {
            LoggedIn.Add(request.Node);
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync(), context.RequestAborted);
    }
}
