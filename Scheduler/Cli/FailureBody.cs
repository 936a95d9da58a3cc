using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli;

/// <param name="Code">The scheduler's stable name of the problem; absent when the problem is on this side.</param>
internal sealed record FailureBody(ExitCode ExitCode, ProblemCode? Code, string Detail, string Remedy, IReadOnlyList<string> Mistakes);
