using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>What a look at a job's checkpoint directory came to.</summary>
internal abstract record CheckpointLook
{
    private CheckpointLook()
    {
    }

    /// <summary>Nothing complete: no manifest, one that cannot be read, or files that are not what it names.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="Manifest">Whose files they are not; null when no manifest could be read.</param>
    public sealed record Incomplete(string Reason, ContentHash? Manifest) : CheckpointLook;

    /// <summary>The one that is known already.</summary>
    public sealed record Unchanged : CheckpointLook;

    /// <summary>A new one, verified, in the spool and in the journal.</summary>
    public sealed record Taken(TakenCheckpoint Checkpoint) : CheckpointLook;
}
