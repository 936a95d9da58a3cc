using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Attestations;

/// <summary>An attestation that verifies by itself, whose log is here in full; what is left is to hold it against the lease.</summary>
internal sealed record CheckedAttestation
{
    public required WorkAttestation Message { get; init; }

    /// <summary>The exact bytes to keep: the node's envelope with our counter-signature in it.</summary>
    public required byte[] Envelope { get; init; }

    /// <summary>What the node is told when it is accepted, now and on every repeat.</summary>
    public required AttestationReply Reply { get; init; }

    /// <summary>The evidence's verdict, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>In the words of the job file.</summary>
    public required IReadOnlyList<string> LimitsHit { get; init; }

    /// <summary>The evidence's last checkpoints.</summary>
    public IReadOnlyList<CheckpointEvidence> Checkpoints { get; init; } = [];

    public Hash32 Digest => Reply.Digest;
}
