using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary><c>POST /v1/tokens</c>: a new API token. Its secret is shown once, in the reply.</summary>
/// <param name="ExpiresInSeconds">Null for no expiry.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] // A misspelt expiry would be no expiry.
public sealed record TokenRequest(string Name, IReadOnlyList<TokenScope> Scopes, long? ExpiresInSeconds = null);
