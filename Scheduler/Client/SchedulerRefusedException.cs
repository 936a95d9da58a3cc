using DePin.Protocol.Wire;

namespace DePin.Scheduler.Client;

/// <summary>The scheduler understood the call and refused it.</summary>
internal sealed class SchedulerRefusedException(Problem problem) : ClientException(problem.Detail, problem.Remedy, inner: null)
{
    public Problem Problem { get; } = problem;
}
