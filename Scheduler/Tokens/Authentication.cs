using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Nodes;

namespace DePin.Scheduler.Tokens;

/// <summary>The first line of every endpoint: who is it, and may they?</summary>
internal sealed class Authentication(ApiTokens tokens, NodeSessions sessions)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="RefusedException">There is no valid session.</exception>
    public Address Node(HttpContext context)
    {
        Declared<Callers.Nodes>(context);
        string text = Bearer(context);
        return sessions.Find(text) ?? throw Unauthorized("the bearer token is not a session of a node here, or it has expired",
            $"log in again: POST {Routes.Session}");
    }

    /// <exception cref="RefusedException">
    /// There is no valid token, or it has none of the endpoint's scopes; or, said only to who may call, a query parameter is not known.
    /// </exception>
    public Caller Api(HttpContext context)
    {
        IReadOnlyList<TokenScope> scopes = Declared<Callers.Tokens>(context).AnyOf;
        string text = Bearer(context);
        TokenView token = tokens.Find(text)
            ?? throw Unauthorized("the bearer token is unknown, revoked or expired", "ask an operator for a token");
        Caller caller = new(token);
        foreach (TokenScope scope in scopes)
        {
            if (caller.Has(scope))
            {
                CallParameters.CheckQuery(context);
                return caller;
            }
        }

        string needed = string.Join(" or ", scopes).ToLowerInvariant();
        throw new RefusedException(new Refusal(ProblemCode.Forbidden,
            $"token '{token.Name}' has scope {string.Join(", ", token.Scopes).ToLowerInvariant()}, this call needs {needed}",
                "use a token with that scope"));
    }

    /// <summary>What the endpoint itself says of who may call it, and the OpenAPI document with it.</summary>
    /// <exception cref="InvalidOperationException">It says something else, or nothing.</exception>
    private static T Declared<T>(HttpContext context)
        where T : Callers => context.GetEndpoint()?.Metadata.GetMetadata<Callers>() as T
        ?? throw new InvalidOperationException(
            $"{context.GetEndpoint()} does not declare who may call it: add ForNodes() or ForTokens(...)");

    private static string Bearer(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length > Scheme.Length
            ? header[Scheme.Length..].Trim()
            : throw Unauthorized("there is no bearer token", "send Authorization: Bearer TOKEN");
    }

    private static RefusedException Unauthorized(string fact, string remedy) => new(new Refusal(ProblemCode.Unauthorized, fact, remedy));
}
