namespace DePin.Protocol.Jobs;

/// <summary>How a job's progress is saved, so that another attempt goes on from there.</summary>
public sealed record CheckpointPolicy
{
    /// <summary>The directory that holds the job's checkpoints.</summary>
    public required ContainerPath Path { get; init; }

    /// <summary>Time between two savings.</summary>
    public TimeSpan Every { get; init; } = JobDefaults.CheckpointEvery;

    /// <summary>Sent to the job before each saving; null when the job writes checkpoints by itself.</summary>
    public CheckpointSignal? Signal { get; init; }

    /// <summary>Time the job gets between the signal and the saving.</summary>
    public TimeSpan Grace { get; init; } = JobDefaults.CheckpointGrace;
}
