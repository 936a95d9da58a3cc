namespace DePin.Scheduler.Cli;

/// <summary>A command cannot go on, for a reason on this side: what, and what to do about it.</summary>
/// <param name="details">Further lines, e.g. one for each mistake of a job file.</param>
internal sealed class CommandException(
    ExitCode code,
    string what,
    string remedy,
    IReadOnlyList<string>? details = null,
    Exception? inner = null)
    : Exception(what, inner)
{
    public ExitCode Code { get; } = code;

    public string Remedy { get; } = remedy;

    public IReadOnlyList<string> Details { get; } = details ?? [];
}
