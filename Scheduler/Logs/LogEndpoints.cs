using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Jobs;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Logs;

/// <summary>Log bytes in, at their offset; log bytes out, live.</summary>
internal static class LogEndpoints
{
    private static readonly NumberParameter _from =
        new("offset", isRequired: false, "The first byte to send, counted from 0; 0 where it is left out.");

    private static readonly ValueParameter<bool> _follow =
        new("follow", isRequired: false, "Go on until the attempt has ended and its log is whole; false where it is left out.");

    public static void MapLogs(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/attempts/{attempt}/logs", AppendAsync).WithSummary("Log bytes at an offset; an empty body asks where to go on.")
            .ForNodes().Reads(Parameters.Epoch, Parameters.Offset).TakesBytes().Produces<LogReply>();
        routes.MapGet(Routes.Jobs + "/{id}/logs", ReadAsync)
            .WithSummary("An attempt's log from an offset; with follow, live until the attempt has ended.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate).Reads(Parameters.Attempt, _from, _follow).GivesBytes();
    }

    private static async Task<IResult> AppendAsync(
        HttpContext context, string attempt, Authentication authentication, SchedulerEngine engine, LogStore logs, JobSignals signals,
            CancellationToken token)
    {
        Address node = authentication.Node(context);
        LeaseKey key = new(PathValue.Parse<AttemptId>(attempt, "attempt"), Parameters.Epoch.Read(context), node);
        long offset = Parameters.Offset.Read(context);
        ReadOnlyMemory<byte> bytes = await RequestBody.ReadAsync(context, WireLimits.LogPartBytes, token);
        LeaseView lease = (await engine.AskAsync(new EngineRequest.CheckLease(key), token)).OrThrow();
        long durable = logs.Append(key.Attempt, offset, bytes.Span).OrThrow();
        signals.Pulse(lease.Job.Id);
        return Reply.Ok(new LogReply(durable), WireJson.Default.LogReply);
    }

    private static async Task<IResult> ReadAsync(
        HttpContext context, string id, Authentication authentication, LogReader logs, JobAccess jobs, JobSignals signals,
            SchedulerOptions options,
        IHostApplicationLifetime life)
    {
        JobRow job = jobs.Find(authentication.Api(context), id);
        bool follow = _follow.ReadOrNull(context) ?? false;
        long offset = _from.ReadOrNull(context) ?? 0;
        if (follow && signals.Count >= options.MaxFollowers)
        {
            throw new RefusedException(new Refusal(ProblemCode.RateLimited, $"{options.MaxFollowers} readers follow logs already",
                "read without follow, or try again later"));
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted,
            life.ApplicationStopping);
        AttemptId? attempt = Parameters.Attempt.ReadOrNull(context);
        await logs.SendAsync(context.Response, new LogQuery(job.Id, attempt, offset, follow), stop.Token);
        return Results.Empty;
    }
}
