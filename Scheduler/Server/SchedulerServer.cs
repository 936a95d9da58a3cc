using DePin.Attestation;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Store;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace DePin.Scheduler.Server;

/// <summary>A running scheduler: <c>depin-scheduler serve</c>, and what tests start in their own process on port 0.</summary>
public sealed partial class SchedulerServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SchedulerParts _parts;

    private SchedulerServer(WebApplication app, SchedulerParts parts)
    {
        _app = app;
        _parts = parts;
    }

    /// <summary>Where it listens, with the real port.</summary>
    public IReadOnlyList<Uri> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address =>
            new Uri(address))];

    /// <summary>The file that holds the operator's token.</summary>
    public string OperatorTokenFile => _parts.State.OperatorToken;

    /// <summary>The account that counter-signs.</summary>
    public Address Account => _parts.Key.Address;

    /// <summary>Transactions committed since the start.</summary>
    internal long Commits => _parts.Engine.Commits;

    internal StoreReader Reader => _parts.Reader;

    internal BlobSweep BlobSweep => _app.Services.GetRequiredService<BlobSweep>();

    /// <summary>Every address it serves.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Serves until told to stop, then stops gracefully: parked polls are answered, what was decided is durable.</summary>
    /// <param name="logging">Where its log goes.</param>
    /// <exception cref="CannotStartException">The options, the state directory, the key or an address cannot be used.</exception>
    public static async Task RunAsync(SchedulerOptions options, Action<ILoggingBuilder> logging, CancellationToken token)
    {
        await using SchedulerServer server = await StartAsync(options, TimeProvider.System, logging, token);
        await server._app.WaitForShutdownAsync(token);
    }

    /// <param name="time">Everything timed goes by it, except HTTP itself.</param>
    /// <exception cref="CannotStartException">The options, the state directory, the key or an address cannot be used.</exception>
    public static async Task<SchedulerServer> StartAsync(
        SchedulerOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken token)
    {
        IReadOnlyList<string> errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new CannotStartException("the options cannot be used:\n  " + string.Join("\n  ", errors), null);
        }

        SchedulerParts parts = SchedulerParts.Open(options, time, LoggerFactory.Create(logging));
        WebApplication app = SchedulerApp.Build(options, parts, logging);
        SchedulerServer server = new(app, parts);
        try
        {
            await parts.Tokens.EnsureOperatorAsync(parts.State.OperatorToken, token);
            app.Lifetime.ApplicationStopping.Register(() => _ = parts.Engine.ReleasePollsAsync(CancellationToken.None));
            await app.StartAsync(token);
            Log.Started(app.Logger, string.Join(", ", server.Addresses), parts.Key.Address, parts.State.OperatorToken);
            return server;
        }
        catch (Exception failure)
        {
            await server.DisposeAsync();
            throw failure is IOException ? new CannotStartException($"cannot listen: {failure.Message}", failure) : failure;
        }
    }

    /// <summary>Stops gracefully and lets go of the state directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _parts.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information,
            "The scheduler listens on {Addresses} and counter-signs as {Account}; the operator's token is in {TokenFile}.")]
        public static partial void Started(ILogger logger, string addresses, Address account, string tokenFile);
    }
}
