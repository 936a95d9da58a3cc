using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>An attestation that is changed on its way out, and signed as if nothing was.</summary>
internal abstract class Resigning : Mutant
{
    public sealed override WireCall Sent(NodeMachine node, WireCall call)
    {
        if (!call.Path.EndsWith("/attestation", StringComparison.Ordinal))
        {
            return call;
        }

        AttestationEnvelope envelope = JsonSerializer.Deserialize(call.Body, WireJson.Default.AttestationEnvelope)!;
        WorkAttestation message = Change(node, envelope.Message);
        AttestationEnvelope changed = envelope with
        {
            Message = message,
            Signature = node.Key.Sign(Eip712.Digest(envelope.Domain, message)),
        };
        return call with { Body = JsonSerializer.SerializeToUtf8Bytes(changed, WireJson.Default.AttestationEnvelope) };
    }

    protected abstract WorkAttestation Change(NodeMachine node, WorkAttestation message);
}
