using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tokens;

/// <summary>Who may call an endpoint: declared with it, held by <see cref="Authentication"/>, told to the OpenAPI document.</summary>
internal abstract record Callers
{
    private Callers()
    {
    }

    /// <summary>Everybody, without a token.</summary>
    public sealed record Anyone : Callers;

    /// <summary>Nodes, with the session they logged in for.</summary>
    public sealed record Nodes : Callers;

    /// <summary>API tokens with any of these scopes.</summary>
    public sealed record Tokens(IReadOnlyList<TokenScope> AnyOf) : Callers;
}
