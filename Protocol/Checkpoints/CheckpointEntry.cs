using DePin.Protocol.Jobs;

namespace DePin.Protocol.Checkpoints;

/// <summary>One file of a checkpoint.</summary>
/// <param name="Name">Its path below the checkpoint directory: relative, normalised.</param>
/// <param name="Hash">What it contains.</param>
public sealed record CheckpointEntry(string Name, ContentHash Hash);
