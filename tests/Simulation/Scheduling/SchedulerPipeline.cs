using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Attestations;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Jobs;
using DePin.Scheduler.Logs;
using DePin.Scheduler.Nodes;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;
using DePin.Simulation.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DePin.Simulation.Scheduling;

/// <summary>
/// The scheduler's endpoints as they are served, without a server: routing, bodies, problems. One for all schedulers; which one a request
/// is for, its services say.
/// </summary>
internal static class SchedulerPipeline
{
    private static readonly RequestDelegate _pipeline = Build();

    public static Task HandleAsync(HttpContext context) => _pipeline(context);

    public static HttpContext Context(WireCall call, IServiceProvider services)
    {
        DefaultHttpContext context = new() { RequestServices = services };
        context.Request.Method = call.Method;
        context.Request.Path = PathString.FromUriComponent(call.Path);
        context.Request.QueryString = new QueryString(call.Query);
        context.Request.ContentType = call.ContentType;
        context.Request.ContentLength = call.Body.Length;
        context.Request.Body = new MemoryStream(call.Body, writable: false);
        context.Request.Headers.Authorization = call.Authorization;
        if (call.IdempotencyKey is { } key)
        {
            context.Request.Headers["Idempotency-Key"] = key;
        }

        context.Response.Body = new MemoryStream();
        return context;
    }

    public static WireAnswer Answer(HttpContext context) =>
        new(context.Response.StatusCode, context.Response.ContentType, ((MemoryStream)context.Response.Body).ToArray());

    private static RequestDelegate Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default));
        foreach (Type service in (Type[])
        [
            typeof(SchedulerOptions), typeof(SchedulerEngine), typeof(StoreReader), typeof(LogStore), typeof(BlobStore),
            typeof(PartUploads), typeof(JobSignals), typeof(ApiTokens), typeof(PrivateKey), typeof(Random), typeof(Func<JobId>),
            typeof(NodeSessions), typeof(Authentication), typeof(JobAccess), typeof(JobIntake), typeof(LogReader),
            typeof(ArtifactIntake), typeof(AttestationIntake),
        ])
        {
            // Endpoints ask at their making which of their parameters are services; each request then brings its own.
            builder.Services.AddSingleton(service, _ => throw new InvalidOperationException($"{service.Name} comes with the request"));
        }

        builder.Services.AddSingleton(TimeProvider.System);
        WebApplication app = builder.Build();
        app.UseProblems();
        app.UseRouting();
        app.MapNodeProtocol();
        app.MapLogs();
        app.MapArtifacts();
        app.MapAttestations();
        app.MapJobs();
#pragma warning disable ASP0014 // A host adds this when it starts, and this one never does.
        app.UseEndpoints(_ => { });
#pragma warning restore ASP0014
        return ((IApplicationBuilder)app).Build();
    }
}
