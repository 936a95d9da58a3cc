using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Store;

/// <summary>An API token without its secret.</summary>
/// <param name="Hash">SHA-256 of the whole token text.</param>
internal sealed record TokenRow(TokenView View, Hash32 Hash);
