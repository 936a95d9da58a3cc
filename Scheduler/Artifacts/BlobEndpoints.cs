using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
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

    private static async Task<IResult> PutAsync(HttpContext context, string hash, Authentication authentication, BlobIntake intake,
        CancellationToken token)
    {
        Caller caller = authentication.Api(context);
        ContentHash content = PathValue.Parse<ContentHash>(hash, "blob");
        bool isNew = (await intake.TakeAsync(context, content, caller.Token, token)).OrThrow();
        return isNew ? Results.StatusCode(StatusCodes.Status201Created) : Reply.NoContent;
    }

    private static IResult Head(HttpContext context, string hash, Authentication authentication, BlobStore blobs, BlobIntake intake)
    {
        Caller caller = authentication.Api(context);
        ContentHash content = PathValue.Parse<ContentHash>(hash, "blob");
        if (!intake.IsHere(content, caller.Token))
        {
            throw new RefusedException(Refusal.NotFound("blob", hash));
        }

        context.Response.ContentLength = blobs.Length(content);
        context.Response.Headers.ETag = $"\"{content}\"";
        return Results.Empty;
    }
}
