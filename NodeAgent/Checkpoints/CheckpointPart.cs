using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>A file of a checkpoint in the spool, where its place in the list is its name; the first is the manifest.</summary>
/// <param name="Size">Bytes.</param>
public sealed record CheckpointPart(ContentHash Hash, long Size);
