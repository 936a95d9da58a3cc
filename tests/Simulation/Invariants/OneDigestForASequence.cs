using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Protocol.Wire;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>A node never signs two digests for one sequence, whatever restarts: it is what slashing punishes.</summary>
internal sealed class OneDigestForASequence : Invariant
{
    private readonly Dictionary<(NodeMachine Node, ulong Sequence), Hash32> _signed = [];

    public override string? CheckSent(NodeMachine node, WireCall call)
    {
        if (!call.Path.EndsWith("/attestation", StringComparison.Ordinal))
        {
            return null;
        }

        AttestationEnvelope envelope = JsonSerializer.Deserialize(call.Body, WireJson.Default.AttestationEnvelope)!;
        (NodeMachine, ulong) key = (node, envelope.Message.Sequence);
        Hash32 digest = envelope.Digest();
        return _signed.TryAdd(key, digest) || _signed[key] == digest
            ? null
            : $"{node.Name} signed {_signed[key]} and {digest} for sequence {envelope.Message.Sequence}";
    }

    public override string? Check(World world) => world.Books.Equivocations.Count == 0
        ? null
        : $"the scheduler caught an equivocation of sequence {world.Books.Equivocations[0].Sequence}";
}
