using System.CommandLine;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job list</c>.</summary>
internal sealed class JobListCommand : ClientCommand
{
    private const int DefaultLimit = 20;

    private readonly Option<string?> _state = new("--state")
    {
        HelpName = "STATE",
        Description = "Only jobs that are queued, placed or finished",
    };

    private readonly Option<int> _limit = new("--limit")
    {
        HelpName = "N",
        Description = $"At most so many jobs, 1 to {WireLimits.PageSize}",
        DefaultValueFactory = _ => DefaultLimit,
    };

    public JobListCommand(CliEnvironment environment)
        : base("list", "List jobs, newest first.", environment)
    {
        _state.AcceptOnlyFromAmong("queued", "placed", "finished");
        _limit.Validators.Add(NumberRange.Of(1, WireLimits.PageSize));
        Add(_state);
        Add(_limit);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobList page = await client.JobsAsync(new JobQuery(parse.GetValue(_limit), parse.GetValue(_state)), token);
        if (output.Json)
        {
            output.Value(page, WireJson.Default.JobList);
            return ExitCode.Ok;
        }

        TextTable table = new("JOB", "NAME", "STATE", "ATTEMPTS", "AGE", "TOOK");
        DateTimeOffset now = Environment.Time.GetUtcNow();
        foreach (JobView job in page.Jobs)
        {
            string took = job.FinishedAt is { } end ? Display.Duration(TimeSpan.FromMilliseconds(end - job.CreatedAt)) : "";
            table.Add(job.Id.Short, job.Spec.Name, JobText.Word(job.State), $"{job.Attempts.Count}", Display.Age(job.CreatedAt, now), took);
        }

        output.Table(table);
        if (page.Next is not null)
        {
            output.Note($"there are more: --limit {WireLimits.PageSize}");
        }

        return ExitCode.Ok;
    }
}
