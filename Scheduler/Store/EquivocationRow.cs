using DePin.Attestation;

namespace DePin.Scheduler.Store;

/// <summary>A second digest that a node signed for a sequence it had used: slashable, so kept whole.</summary>
internal sealed record EquivocationRow(Address Node, ulong Sequence, Hash32 Digest, Hash32 Accepted, byte[] Envelope, long At);
