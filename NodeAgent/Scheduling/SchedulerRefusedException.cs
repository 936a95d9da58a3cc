using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Scheduling;

/// <summary>The scheduler understood the call and refuses it; repeating it as it is will not help.</summary>
public sealed class SchedulerRefusedException : Exception
{
    public SchedulerRefusedException(string call, Problem problem)
        : base($"{call}: {problem.Title}: {problem.Detail} {problem.Remedy}") => Problem = problem;

    public Problem Problem { get; }

    public ProblemCode Code => Problem.Code;
}
