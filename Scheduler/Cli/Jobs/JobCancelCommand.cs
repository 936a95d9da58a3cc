using System.CommandLine;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job cancel JOB</c>.</summary>
internal sealed class JobCancelCommand : ClientCommand
{
    private readonly Argument<string> _job = JobArgument.Create();
    private readonly Option<bool> _wait = new("--wait") { Description = "Return when the job has ended" };

    public JobCancelCommand(CliEnvironment environment)
        : base("cancel", "End a job: it gets its stop grace, keeps the outputs it has, and is attested as cancelled.", environment)
    {
        Add(_job);
        Add(_wait);
        AddCommonOptions();
    }

    protected override string Interrupted => "stopped waiting; the job is being cancelled";

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobId id = await new JobFinder(client).FindAsync(parse.GetRequiredValue(_job), token);
        JobView job = await client.CancelAsync(id, token);
        if (parse.GetValue(_wait) && !job.IsFinished())
        {
            job = await new JobFollower(client, new TextJobReport(output)).WaitAsync(id, token);
        }

        if (output.Json)
        {
            output.Value(job, WireJson.Default.JobView);
        }
        else
        {
            output.Line(job.IsFinished() ? JobText.Sentence(job.State) : $"{id} is being cancelled");
        }

        return ExitCode.Ok;
    }
}
