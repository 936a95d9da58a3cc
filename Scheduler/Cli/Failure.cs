using System.Text.Json;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli;

/// <summary>How a command ended that did not do what was asked: one message for people, one object for programs, one exit code.</summary>
/// <param name="Code">The scheduler's stable name of the problem, when the scheduler refused.</param>
/// <param name="Details">Further lines: each mistake of a job file.</param>
internal sealed record Failure(ExitCode ExitCode, string What, string Remedy, ProblemCode? Code, IReadOnlyList<string> Details)
{
    /// <returns>Null for an exception that is a defect of this program: it must be seen as one.</returns>
    public static Failure? Of(Exception exception) => exception switch
    {
        CommandException e => new(e.Code, e.Message, e.Remedy, null, e.Details),
        SchedulerUnreachableException e => new(ExitCode.NoAccess, e.Message, e.Remedy, null, []),
        SchedulerRefusedException e => Refused(e.Problem),
        UntrustedReplyException e => new(ExitCode.Untrusted, e.Message, e.Remedy, null, []),
        IOException or UnauthorizedAccessException => new(
            ExitCode.LocalFile,
            exception.Message,
            "Check that the path is no directory, its permissions, and the space on its disk.",
            null,
            []),
        _ => null,
    };

    public static IReadOnlyList<string> Lines(string? file, IReadOnlyList<SpecError>? errors) =>
        errors is null ? [] : [.. errors.Select(error => file is null ? error.ToString() : $"{file}:{error}")];

    public void WriteTo(TextWriter writer, bool json, bool colours)
    {
        if (json)
        {
            FailureJson shape = new(new(ExitCode, Code, What, Remedy, Details));
            writer.WriteLine(JsonSerializer.Serialize(shape, CliJson.Default.FailureJson));
            return;
        }

        string label = colours ? "\e[1;31merror:\e[0m" : "error:";
        writer.WriteLine($"{label} {Printable.Line(What)}");
        foreach (string detail in Details)
        {
            writer.WriteLine("  " + Printable.Line(detail));
        }

        writer.WriteLine($"  {Printable.Line(Remedy)}");
    }

    private static Failure Refused(Problem problem) => new(
        problem.Code is ProblemCode.Unauthorized or ProblemCode.Forbidden ? ExitCode.NoAccess : ExitCode.Refused,
        problem.Detail,
        problem.Remedy,
        problem.Code,
        Lines(null, problem.Errors));

}
