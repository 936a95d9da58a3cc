namespace DePin.Protocol.Wire;

/// <summary>An API token without its secret.</summary>
/// <param name="ExpiresAt">Unix seconds; null for never.</param>
public sealed record TokenView(string Id, string Name, IReadOnlyList<TokenScope> Scopes, long CreatedAt, long? ExpiresAt = null);
