namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>How long a GPU worker is waited for.</summary>
public sealed record WorkerLimits
{
    public static readonly WorkerLimits Default = new();

    /// <summary>Longest single call of the driver's. Without persistence mode, a machine of 8 GPUs takes seconds for the first.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest wait for a GPU's own work: one launch, such as the filling of all its memory.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest silence while a question is open; a worker says every second that it lives, once it has started.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest answer to one question, from its last sign of progress.</summary>
    public TimeSpan Question { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long its end is waited for, after a kill too.</summary>
    public TimeSpan End { get; init; } = TimeSpan.FromSeconds(5);
}
