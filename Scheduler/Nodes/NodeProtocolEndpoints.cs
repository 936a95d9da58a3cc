using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Nodes;

/// <summary>What a node calls all the time: log in, sync, send events.</summary>
internal static class NodeProtocolEndpoints
{
    private const int LoginBodyLimit = 16 * 1024;
    private const double HoldSpread = 0.2;

    public static void MapNodeProtocol(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.Session, LogInAsync).WithSummary("Log in as a node: first for a challenge, then with its signature.")
            .ForAnyone().Takes<SessionRequest>().Produces<SessionReply>();
        routes.MapPost(Routes.Sync, SyncAsync)
            .WithSummary("A node's long poll: heartbeat, acknowledgements and events up; commands and leases down.")
            .ForNodes().Takes<SyncRequest>().Produces<SyncReply>();
        routes.MapPost(Routes.Events, EventsAsync).WithSummary("Events that must not wait for the next sync.")
            .ForNodes().Takes<EventsRequest>().Produces<EventsReply>();
    }

    private static async Task<IResult> LogInAsync(
        HttpContext context, NodeSessions sessions, StoreReader store, CancellationToken token)
    {
        SessionRequest request = await RequestBody.ReadAsync(context, LoginBodyLimit, WireJson.Default.SessionRequest, token);
        SessionReply reply = (request.Login, request.Signature) switch
        {
            (null, null) => sessions.Challenge(request.Node),
            ({ } login, { } signature) => sessions.LogIn(request.Node, login, signature) with { Chain = Chain(store, request.Node) },
            _ => throw new RefusedException(RequestBody.Invalid("login and signature come together or not at all",
                "send both, or neither for a challenge")),
        };
        return Reply.Ok(reply, WireJson.Default.SessionReply);
    }

    private static ChainHead? Chain(StoreReader store, Address node)
    {
        AttestationEnvelope? last = store.LastAttestation(node) is { } row ? AttestationEnvelope.Parse(row.Envelope) : null;
        return last is null ? null : new ChainHead(last.Domain, last.Message, last.Signature);
    }

    private static async Task<IResult> SyncAsync(
        HttpContext context, Authentication authentication, SchedulerEngine engine, SchedulerOptions options, TimeProvider time,
            Random random, CancellationToken token)
    {
        Address node = authentication.Node(context);
        SyncRequest body = await RequestBody.ReadAsync(context, WireLimits.SyncBodyBytes, WireJson.Default.SyncRequest, token);
        WireRules.Check(body);
        CapacityRow? capacity = body.Capacity is { } signed ? CapacityCheck.Verify(node, body, signed, options, time.GetUtcNow()) : null;

        // Spread, so that nodes that came together do not stay together.
        TimeSpan hold = options.SyncHold * (1 - HoldSpread + (2 * HoldSpread * random.NextDouble()));
        if (body.AnswerWithinMs < hold.TotalMilliseconds)
        {
            hold = TimeSpan.FromMilliseconds(body.AnswerWithinMs.Value);
        }

        Answer<SyncReply> answer = await engine.AskAsync(new EngineRequest.Sync(node, body, capacity, hold), token);
        return Reply.Ok(answer.OrThrow(), WireJson.Default.SyncReply);
    }

    private static async Task<IResult> EventsAsync(HttpContext context, Authentication authentication, SchedulerEngine engine,
        CancellationToken token)
    {
        Address node = authentication.Node(context);
        EventsRequest body = await RequestBody.ReadAsync(context, WireLimits.SyncBodyBytes, WireJson.Default.EventsRequest, token);
        WireRules.Check(body.Events);
        return Reply.Ok((await engine.AskAsync(new EngineRequest.Events(node, body), token)).OrThrow(), WireJson.Default.EventsReply);
    }
}
