using System.CommandLine;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>The argument <c>JOB</c> of the verbs about one job.</summary>
internal static class JobArgument
{
    public static Argument<string> Create() =>
        new("JOB") { Description = $"The job's id, or its first {JobFinder.MinDigits} digits or more" };
}
