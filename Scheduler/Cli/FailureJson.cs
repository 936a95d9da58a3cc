namespace DePin.Scheduler.Cli;

/// <summary>What <c>--json</c> writes to standard error when a command fails.</summary>
internal sealed record FailureJson(FailureBody Error);
