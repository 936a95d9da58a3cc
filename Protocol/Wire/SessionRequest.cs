using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>
/// <c>POST /v1/node/session</c>. First with only <see cref="Node"/>: the reply is a <see cref="SessionChallenge"/>.
/// Then with the signed login over that challenge's nonce: the reply is a <see cref="SessionGrant"/>.
/// </summary>
public sealed record SessionRequest
{
    public required Address Node { get; init; }

    public NodeLogin? Login { get; init; }

    public Signature? Signature { get; init; }
}
