namespace DePin.Protocol.Wire;

/// <summary>The node will not answer this challenge, and says so instead of letting it run out.</summary>
/// <param name="Reason">For people; at most <see cref="WireLimits.EventTextLength"/> characters.</param>
public sealed record ProofGiveUpRequest(string Reason);
