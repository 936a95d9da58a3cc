namespace DePin.NodeAgent.Containers;

/// <summary>
/// created → running → exited → gone. The agent causes the first two and the last; the job or a signal causes the end. No state is entered
/// twice: a container never starts again.
/// </summary>
public abstract record ContainerState
{
    private ContainerState()
    {
    }

    /// <summary>Not started, or its start failed and nothing of the job ran (<paramref name="StartError"/>).</summary>
    public sealed record Created(string? StartError) : ContainerState;

    public sealed record Running(DateTimeOffset StartedAt) : ContainerState;

    /// <param name="ExitCode">The first process's, 128 + signal when a signal ended it.</param>
    /// <param name="OomKilled">The kernel killed a process of the job because the memory limit was reached.</param>
    /// <param name="StartedAt">Wall clock of the engine.</param>
    /// <param name="FinishedAt">Wall clock of the engine.</param>
    /// <param name="Error">What the engine adds, empty when nothing.</param>
    public sealed record Exited(
        int ExitCode, bool OomKilled, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string Error) : ContainerState;

    /// <summary>There is none, or the engine is about to have removed it.</summary>
    public sealed record Gone : ContainerState;
}
