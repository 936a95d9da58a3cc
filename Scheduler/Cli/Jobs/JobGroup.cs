using System.CommandLine;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>The verbs about jobs.</summary>
internal sealed class JobGroup : Command
{
    public JobGroup(CliEnvironment environment)
        : base("job", "Submit jobs, follow them, and fetch what they made.")
    {
        Add(new JobSubmitCommand(environment));
        Add(new JobListCommand(environment));
        Add(new JobShowCommand(environment));
        Add(new JobLogsCommand(environment));
        Add(new JobCancelCommand(environment));
        Add(new JobOutputsCommand(environment));
        Add(new JobWhyCommand(environment));
        Add(new JobAttestationCommand(environment));
    }
}
