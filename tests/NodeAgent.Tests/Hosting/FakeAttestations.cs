using System.Net;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>The chain of attestations that a <see cref="FakeScheduler"/> accepts: one digest for each sequence and attempt.</summary>
internal sealed class FakeAttestations
{
    private readonly Dictionary<ulong, Hash32> _digests = [];
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    /// <summary>The one with the highest sequence.</summary>
    public ChainHead? Head { get; private set; }

    /// <summary>As if the last one were this, with the signature of what it is not.</summary>
    public void ForgeHead(WorkAttestation message, Eip712Domain domain) => Head = new ChainHead(domain, message, Head!.Signature);

    public HttpResponseMessage Take(FakeLease lease, AttestationEnvelope envelope, PrivateKey key, Eip712Domain domain)
    {
        Hash32 digest = envelope.Digest();
        WorkAttestation message = envelope.Message;
        if (!envelope.Signature.TryRecover(digest, out Address signer) || signer != message.Node || envelope.Domain != domain)
        {
            return FakeAnswer.Refuse(HttpStatusCode.Unauthorized, ProblemCode.InvalidSignature);
        }

        if (_digests.TryGetValue(message.Sequence, out Hash32 before) && before != digest)
        {
            _violations.Add($"two digests for sequence {message.Sequence}");
        }

        // Attempts deliver side by side, so that a link may come before the one it follows.
        bool first = message.Sequence == 0;
        if ((first || _digests.ContainsKey(message.Sequence - 1)) && message.Previous != (first ? default : _digests[message.Sequence - 1]))
        {
            _violations.Add($"attestation {message.Sequence} does not follow the one before it");
        }

        if (lease.Envelope is { } earlier && earlier.Digest() != digest)
        {
            _violations.Add($"two attestations for attempt {lease.Lease.Attempt}");
        }

        if (!_digests.Keys.Any(other => other > message.Sequence))
        {
            Head = new ChainHead(envelope.Domain, message, envelope.Signature);
        }

        _digests[message.Sequence] = digest;
        lease.Envelope = envelope.CounterSignedBy(key);
        return FakeAnswer.Of(new AttestationReply(digest, key.Sign(digest), key.Address), WireJson.Default.AttestationReply);
    }
}
