using System.CommandLine;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job logs JOB</c>.</summary>
internal sealed class JobLogsCommand : ClientCommand
{
    private readonly Argument<string> _job = JobArgument.Create();

    private readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "Go on as the log grows, through lost connections and further attempts, until the job has finished",
    };

    private readonly Option<long> _offset = new("--offset")
    {
        HelpName = "BYTES",
        Description = "Begin at this byte of the attempt's log",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int?> _attempt = new("--attempt")
    {
        HelpName = "N",
        Description = "The log of the job's Nth attempt, from 1 [default: the newest]",
    };

    public JobLogsCommand(CliEnvironment environment)
        : base("logs", "Write what a job wrote: its standard output and error in their order, byte for byte.", environment)
    {
        _offset.Validators.Add(NumberRange.Of(0, long.MaxValue));
        _attempt.Validators.Add(NumberRange.Of(1, int.MaxValue));
        Add(_job);
        Add(_follow);
        Add(_offset);
        Add(_attempt);
        AddCommonOptions();
    }

    protected override string Interrupted => "stopped following; the job goes on";

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobId id = await new JobFinder(client).FindAsync(parse.GetRequiredValue(_job), token);
        JobView job = await client.JobAsync(id, token);
        int attempt = Index(job, parse.GetValue(_attempt));
        long offset = parse.GetValue(_offset);
        IJobReport report = output.Json ? new JsonJobReport(output) : new TextJobReport(output);
        if (parse.GetValue(_follow))
        {
            JobView finished = await new JobFollower(client, report).FollowAsync(id, attempt, offset, token);
            JobEnding.Write(finished, output, stream: true);
            return JobEnding.Code(finished);
        }

        if (attempt < job.Attempts.Count)
        {
            AttemptId attemptId = job.Attempts[attempt].Id;
            await new LogReader(client, id, attemptId, (at, bytes) => report.Log(attemptId, at, bytes)).ReadAsync(offset, token);
        }
        else
        {
            output.Note($"no log yet: the job is {JobText.Sentence(job.State)}");
        }

        return ExitCode.Ok;
    }

    private static int Index(JobView job, int? number) => number switch
    {
        null => Math.Max(0, job.Attempts.Count - 1),
        { } n when n <= job.Attempts.Count => n - 1,
        _ => throw new CommandException(
            ExitCode.Usage, $"there is no attempt {number}: the job's last is {job.Attempts.Count}", "See job show."),
    };
}
