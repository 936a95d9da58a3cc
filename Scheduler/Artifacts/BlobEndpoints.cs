using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Artifacts;

/// <summary>Content that a submitter brings along as an input.</summary>
internal static class BlobEndpoints
{
    public static void MapBlobs(this IEndpointRouteBuilder routes)
    {
        routes.MapPut(Routes.Blobs + "/{hash}", PutAsync).WithSummary("Bring content as an input; the body must hash to the name.")
            .ForTokens(TokenScope.Submit).TakesBytes().Produces(StatusCodes.Status201Created).Produces(StatusCodes.Status204NoContent);
        routes.MapMethods(Routes.Blobs + "/{hash}", ["HEAD"], Head)
            .WithSummary("Is this content here, and yours?").ForTokens(TokenScope.Submit).Produces(StatusCodes.Status200OK);
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, string hash, Authentication authentication, BlobStore blobs, SchedulerEngine engine, SchedulerOptions options,
            TimeProvider time,
        StoreReader reader, CancellationToken token)
    {
        Caller caller = authentication.Api(context);
        ContentHash content = PathValue.Parse<ContentHash>(hash, "blob");
        if (blobs.Exists(content) && reader.OwnsBlob(content, caller.Token.Id))
        {
            return Reply.NoContent;
        }

        if (context.Request.ContentLength is null)
        {
            throw new RefusedException(RequestBody.Invalid("the body's length is not announced", "send Content-Length"));
        }

        RequestBody.Permit(context, options.MaxBlobBytes);
        long size = (await blobs.ReceiveAsync(context.Request.Body, content, token)).OrThrow();
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        (await engine.AskAsync(new EngineRequest.Record([new StoreWrite.SaveBlob(content, caller.Token.Id, size, now)]), token)).OrThrow();
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    private static IResult Head(HttpContext context, string hash, Authentication authentication, BlobStore blobs, StoreReader reader)
    {
        Caller caller = authentication.Api(context);
        ContentHash content = PathValue.Parse<ContentHash>(hash, "blob");
        if (!blobs.Exists(content) || !reader.OwnsBlob(content, caller.Token.Id))
        {
            throw new RefusedException(Refusal.NotFound("blob", hash));
        }

        context.Response.ContentLength = blobs.Length(content);
        context.Response.Headers.ETag = $"\"{content}\"";
        return Results.Empty;
    }
}
