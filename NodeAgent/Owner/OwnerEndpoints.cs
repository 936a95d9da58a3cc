using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.NodeAgent.Containers;
using DePin.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DePin.NodeAgent.Owner;

/// <summary>Answers the owner from the latest snapshot, and has the node do what the owner says.</summary>
internal static class OwnerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, OwnerBoard board, OwnerControl control)
    {
        routes.MapGet(OwnerRoutes.Status, () => TypedResults.Json(board.Current.Status, OwnerJson.Default.NodeStatus));
        routes.MapGet(OwnerRoutes.Attempts, () => TypedResults.Json(board.Current.Attempts, OwnerJson.Default.IReadOnlyListOwnerAttempt));
        routes.MapGet(
            OwnerRoutes.Attestations,
            () => TypedResults.Json(board.Current.Attestations, OwnerJson.Default.IReadOnlyListOwnerAttestation));
        routes.MapPut(OwnerRoutes.Drain, (HttpContext context, CancellationToken token) => DrainAsync(context, board, control, token));
        routes.MapPost(OwnerRoutes.Prune, (HttpContext context, CancellationToken token) => PruneAsync(context, control, token));
        routes.MapPost(OwnerRoutes.Reload, () => TypedResults.Json(control.Reload(), OwnerJson.Default.ReloadReport));
        routes.MapPost(OwnerRoutes.StopPattern, (string id) => Stop(id, control));
        routes.MapGet(
            OwnerRoutes.LogPattern,
            (string id, bool? follow, HttpContext context, CancellationToken token) =>
                LogAsync(id, follow == true, context, control, token));
    }

    private static async Task<IResult> DrainAsync(HttpContext context, OwnerBoard board, OwnerControl control, CancellationToken token)
    {
        (DrainOrder? order, string? problem) = await ReadAsync(context, OwnerJson.Default.DrainOrder, token);
        if (order is null)
        {
            return NoOrder(problem ?? "it is null");
        }

        if (OwnerControl.WhyNot(order) is { } refusal)
        {
            return Refused(StatusCodes.Status400BadRequest, refusal);
        }

        control.Drain(order);
        return TypedResults.Json(board.Current.Status, OwnerJson.Default.NodeStatus);
    }

    private static async Task<IResult> PruneAsync(HttpContext context, OwnerControl control, CancellationToken token)
    {
        (PruneOrder? order, string? problem) = await ReadAsync(context, OwnerJson.Default.PruneOrder, token);
        if (order is not { KeepBytes: >= 0 })
        {
            return NoOrder(problem ?? "it is null, or keepBytes is negative");
        }

        try
        {
            return TypedResults.Json(await control.Prunes(order, token), OwnerJson.Default.PruneReport);
        }
        catch (EngineUnavailableException away)
        {
            return Refused(StatusCodes.Status409Conflict, new OwnerRefusal(
                $"The container engine does not answer: {away.Message.TrimEnd('.')}.", "Start it: 'systemctl start docker'."));
        }
    }

    /// <returns>The order, or why there is none; neither for a null.</returns>
    private static async Task<(T? Order, string? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken token)
        where T : class
    {
        try
        {
            return (await JsonSerializer.DeserializeAsync(context.Request.Body, type, token), null);
        }
        catch (JsonException wrong)
        {
            return (null, wrong.Message);
        }
    }

    private static IResult Stop(string text, OwnerControl control)
    {
        if (!AttemptId.TryParse(text, null, out AttemptId id))
        {
            return NoId(text);
        }

        return control.Stop(id) is { } refusal ? Refused(StatusCodes.Status409Conflict, refusal) : TypedResults.NoContent();
    }

    private static async Task<IResult> LogAsync(
        string text, bool follow, HttpContext context, OwnerControl control, CancellationToken token)
    {
        if (!AttemptId.TryParse(text, null, out AttemptId id))
        {
            return NoId(text);
        }

        if (control.WhyNoLog(id) is { } refusal)
        {
            return Refused(StatusCodes.Status409Conflict, refusal);
        }

        // The head goes first: a job may be silent for long.
        context.Response.ContentType = "application/octet-stream";
        await context.Response.StartAsync(token);
        await context.Response.Body.FlushAsync(token);
        await control.CopyLogAsync(id, follow, context.Response.Body, token);
        return TypedResults.Empty;
    }

    private static JsonHttpResult<OwnerRefusal> NoOrder(string why) => Refused(
        StatusCodes.Status400BadRequest,
        new OwnerRefusal($"The body is no order: {why}.", "Send what depin-node sends: JSON such as {\"draining\":true}."));

    private static JsonHttpResult<OwnerRefusal> NoId(string text) => Refused(
        StatusCodes.Status400BadRequest, new OwnerRefusal($"'{text}' is no attempt's id.", "Write 0x and 64 hexadecimal digits."));

    private static JsonHttpResult<OwnerRefusal> Refused(int status, OwnerRefusal refusal) =>
        TypedResults.Json(refusal, OwnerJson.Default.OwnerRefusal, statusCode: status);
}
