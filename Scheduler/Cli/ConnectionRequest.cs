namespace DePin.Scheduler.Cli;

/// <summary>What the command line says about the scheduler to call; null where it says nothing.</summary>
internal sealed record ConnectionRequest(string? Scheduler, string? TokenFile, string? Authority, string? State);
