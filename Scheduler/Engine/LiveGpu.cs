using DePin.Scheduler.Auditing;

namespace DePin.Scheduler.Engine;

/// <summary>What is known of a node's GPU, and what it is being asked.</summary>
internal sealed class LiveGpu(GpuRow row)
{
    public GpuRow Row { get; set; } = row;

    /// <summary>Null while nothing is asked of it.</summary>
    public LiveChallenge? Challenge { get; set; }
}
