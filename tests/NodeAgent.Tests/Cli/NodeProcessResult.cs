namespace DePin.NodeAgent.Tests.Cli;

internal sealed record NodeProcessResult(ExitCode Code, string Output, string Error);
