using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Nodes;

/// <summary>What operators ask about nodes.</summary>
internal static class NodeEndpoints
{
    private const int BodyLimit = 1024;

    public static void MapNodes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Nodes, ListAsync).WithSummary("List the known nodes.").ForTokens(TokenScope.Operate).Produces<NodeList>();
        routes.MapGet(Routes.Nodes + "/{address}", ShowAsync).WithSummary("Show a node.")
            .ForTokens(TokenScope.Operate).Produces<NodeView>();
        routes.MapPost(Routes.Nodes + "/{address}/drain", DrainAsync).WithSummary("Give a node no new work, or let it work again.")
            .ForTokens(TokenScope.Operate).Takes<DrainRequest>().Produces<NodeView>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, Authentication authentication, SchedulerEngine engine,
        CancellationToken token)
    {
        authentication.Api(context);
        IReadOnlyList<NodeView> nodes = (await engine.AskAsync(new EngineRequest.ShowNodes(null), token)).OrThrow();
        return Reply.Ok(new NodeList(nodes), WireJson.Default.NodeList);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, string address, Authentication authentication, SchedulerEngine engine, CancellationToken token)
    {
        authentication.Api(context);
        Address node = PathValue.Parse<Address>(address, "node");
        IReadOnlyList<NodeView> nodes = (await engine.AskAsync(new EngineRequest.ShowNodes(node), token)).OrThrow();
        return nodes.Count > 0
            ? Reply.Ok(nodes[0], WireJson.Default.NodeView)
            : throw new RefusedException(Refusal.NotFound("node", address));
    }

    private static async Task<IResult> DrainAsync(
        HttpContext context, string address, Authentication authentication, SchedulerEngine engine, CancellationToken token)
    {
        authentication.Api(context);
        Address node = PathValue.Parse<Address>(address, "node");
        DrainRequest request = await RequestBody.ReadAsync(context, BodyLimit, WireJson.Default.DrainRequest, token);
        return Reply.Ok((await engine.AskAsync(new EngineRequest.Drain(node, request.Draining), token)).OrThrow(),
            WireJson.Default.NodeView);
    }
}
