namespace DePin.Attestation.Envelopes;

/// <summary>
/// What the verifier knows from elsewhere. An envelope proves that it agrees with itself; only these tie it to a chain, a node and a
/// scheduler.
/// </summary>
/// <param name="Domain">The domain that it must be signed for.</param>
/// <param name="Node">The node that must have signed it.</param>
/// <param name="Scheduler">The scheduler that must have counter-signed it.</param>
public sealed record AttestationExpectations(Eip712Domain? Domain = null, Address? Node = null, Address? Scheduler = null)
{
    /// <summary>Nothing is known from elsewhere.</summary>
    public static readonly AttestationExpectations None = new();
}
