using DePin.Attestation;

namespace DePin.Scheduler.Nodes;

/// <param name="Token">SHA-256 of the bearer token.</param>
/// <param name="Nonce">Number of the nonce it began with.</param>
/// <param name="ExpiresAt">Unix seconds.</param>
internal sealed record NodeSession(Hash32 Token, Address Node, long Nonce, long ExpiresAt);
