using DePin.Protocol.Wire;
using DePin.Scheduler.Http;

namespace DePin.Scheduler.Tokens;

/// <summary>API tokens: made, listed and revoked by administrators.</summary>
internal static class TokenEndpoints
{
    private const int BodyLimit = 16 * 1024;

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Tokens, List).WithSummary("List API tokens.").ForTokens(TokenScope.Admin).Produces<TokenList>();
        routes.MapPost(Routes.Tokens, CreateAsync).WithSummary("Make an API token; its secret is shown this once.")
            .ForTokens(TokenScope.Admin).Takes<TokenRequest>().Produces<TokenGrant>(StatusCodes.Status201Created);
        routes.MapDelete(Routes.Tokens + "/{id}", RevokeAsync).WithSummary("Revoke an API token.")
            .ForTokens(TokenScope.Admin).Produces(StatusCodes.Status204NoContent);
    }

    private static IResult List(HttpContext context, Authentication authentication, ApiTokens tokens)
    {
        authentication.Api(context);
        return Reply.Ok(new TokenList(tokens.All), WireJson.Default.TokenList);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Authentication authentication, ApiTokens tokens,
        CancellationToken token)
    {
        authentication.Api(context);
        TokenRequest request = await RequestBody.ReadAsync(context, BodyLimit, WireJson.Default.TokenRequest, token);
        return Reply.Created(await tokens.CreateAsync(request, token), WireJson.Default.TokenGrant);
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, string id, Authentication authentication, ApiTokens tokens,
        CancellationToken token)
    {
        authentication.Api(context);
        await tokens.RevokeAsync(id, token);
        return Reply.NoContent;
    }
}
