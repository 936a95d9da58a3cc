using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Attestations;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Checkpoints;
using DePin.Scheduler.Http;
using DePin.Scheduler.Jobs;
using DePin.Scheduler.Ledger;
using DePin.Scheduler.Logs;
using DePin.Scheduler.Nodes;
using DePin.Scheduler.Tokens;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DePin.Scheduler.Server;

/// <summary>The HTTP side: limits, services, and every route there is.</summary>
internal static class SchedulerApp
{
    /// <summary>How long requests in flight may take to end when the scheduler stops.</summary>
    private static readonly TimeSpan _shutdown = TimeSpan.FromSeconds(10);

    public static WebApplication Build(SchedulerOptions options, SchedulerParts parts, Action<ILoggingBuilder> logging)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        logging(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            SetLimits(kestrel);
            Listen(kestrel, options);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _shutdown);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            // What the OpenAPI document says of our messages: no number of theirs may be a string.
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        builder.Services.AddOpenApi("v1", OpenApiText.Configure);
        AddParts(builder.Services, options, parts);
        WebApplication app = builder.Build();
        app.UseAnswering();
        app.UseProblems();
        app.UseRouting();
        MapAll(app);
        return app;
    }

    private static void AddParts(IServiceCollection services, SchedulerOptions options, SchedulerParts parts)
    {
        // Instances, which the container does not dispose: SchedulerParts does, in its order.
        services.AddSingleton(options).AddSingleton(parts.Engine).AddSingleton(parts.Reader).AddSingleton(parts.Logs);
        services.AddSingleton(parts.Blobs).AddSingleton(parts.Uploads).AddSingleton(parts.Signals).AddSingleton(parts.Tokens);
        services.AddSingleton(parts.Key).AddSingleton(parts.Time).AddSingleton(Random.Shared).AddSingleton<Func<JobId>>(JobId.New);
        services.AddSingleton(new NodeSessions(options, parts.Key.Address, parts.Time));
        services.AddSingleton<Authentication>().AddSingleton<JobAccess>().AddSingleton<JobIntake>().AddSingleton<LogReader>();
        services.AddSingleton(parts.Checkpoints).AddSingleton<CheckpointIntake>();
        services.AddSingleton(parts.Transcripts).AddSingleton(parts.Verifiers).AddSingleton<ProofIntake>();
        services.AddSingleton(new ChallengeMaker(parts.Key, options.Domain, parts.Time)).AddHostedService<AuditLoop>();
        services.AddSingleton<ArtifactIntake>().AddSingleton<AttestationIntake>().AddSingleton<BlobIntake>();
        services.AddSingleton<BlobSweep>().AddHostedService(provider => provider.GetRequiredService<BlobSweep>());
    }

    private static void MapAll(WebApplication app)
    {
        app.MapNodeProtocol();
        app.MapLogs();
        app.MapArtifacts();
        app.MapCheckpoints();
        app.MapAttestations();
        app.MapJobs();
        app.MapBlobs();
        app.MapNodes();
        app.MapChallenges();
        app.MapProofs();
        app.MapLedger();
        app.MapTokens();
        app.MapGet(Routes.Health, () => Results.Text("ok\n")).WithSummary("Answers when the scheduler serves.")
            .ForAnyone().Produces<string>(contentType: "text/plain");
        app.MapOpenApi();
    }

    private static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        KestrelServerLimits limits = kestrel.Limits;

        // Every endpoint that takes more says so (RequestBody.Permit).
        limits.MaxRequestBodySize = WireLimits.SyncBodyBytes;
        limits.MaxRequestBufferSize = 1024 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 16 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(10));
        limits.MaxConcurrentConnections = 200_000;
        limits.Http2.MaxStreamsPerConnection = 1000;
    }

    private static void Listen(KestrelServerOptions kestrel, SchedulerOptions options)
    {
        foreach (Uri address in options.Listen.Select(text => new Uri(text)))
        {
            void Configure(ListenOptions listen)
            {
                if (address.Scheme == Uri.UriSchemeHttps)
                {
                    listen.UseHttps(X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.CertificateKeyFile));
                }

                listen.Use(ProblemConnection.Wrap);
            }

            if (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip))
            {
                kestrel.Listen(ip, address.Port, Configure);
            }
            else if (address.Host == "localhost" && address.Port != 0)
            {
                kestrel.ListenLocalhost(address.Port, Configure);
            }
            else
            {
                kestrel.ListenAnyIP(address.Port, Configure);
            }
        }
    }
}
