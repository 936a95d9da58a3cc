using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tokens;

/// <summary>Declares who may call an endpoint.</summary>
internal static class CallersDeclaration
{
    public static RouteHandlerBuilder ForAnyone(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Callers.Anyone());

    public static RouteHandlerBuilder ForNodes(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Callers.Nodes());

    /// <param name="anyOf">Any of these scopes will do.</param>
    public static RouteHandlerBuilder ForTokens(this RouteHandlerBuilder endpoint, params TokenScope[] anyOf) =>
        endpoint.WithMetadata(new Callers.Tokens(anyOf));
}
