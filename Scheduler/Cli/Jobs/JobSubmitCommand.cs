using System.CommandLine;
using System.Security.Cryptography;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Outputs;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job submit FILE</c>.</summary>
internal sealed class JobSubmitCommand : ClientCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The job file, YAML or JSON; - reads standard input" };

    private readonly Option<string[]> _inputs = new("--input")
    {
        HelpName = "CONTAINER_PATH=SOURCE",
        Description = "Put a file into the container; SOURCE is JOB:OUTPUT, of an earlier job, or a file of this machine. May be repeated",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _name = new("--name")
    {
        HelpName = "NAME",
        Description = "Call the job so instead of as the file does",
    };
    private readonly Option<bool> _wait = new("--wait") { Description = "Return when the job has finished; the exit code tells how" };
    private readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "As --wait, and write the job's log to standard output as it grows",
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "DIR",
        Description = "Wait, then download the job's outputs into this directory",
    };

    private readonly Option<string?> _key = new("--idempotency-key")
    {
        HelpName = "KEY",
        Description = "Submitting again with the same key returns the first job instead of a second [default: random]",
    };

    public JobSubmitCommand(CliEnvironment environment)
        : base("submit", "Submit a job. The file is checked here first; the job's id goes to standard output.", environment)
    {
        _key.Validators.Add(TextLength.AtMost(SchedulerClient.IdempotencyKeyLength));
        Add(_file);
        Add(_wait);
        Add(_follow);
        Add(_inputs);
        Add(_name);
        Add(_output);
        Add(_key);
        AddCommonOptions();
    }

    protected override string Interrupted => "interrupted; a job that was submitted goes on (job list, job logs -f JOB, job cancel JOB)";

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobInput[] inputs = [.. parse.GetValue(_inputs)!.Select(JobInput.Parse)];
        JobFile file = await JobFile.ReadAsync(parse.GetRequiredValue(_file), token);
        file = file.With(parse.GetValue(_name), await ResolveAsync(client, inputs, token));
        string key = parse.GetValue(_key) ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        JobView job = await client.SubmitAsync(file.Bytes, file.MediaType, key, token);

        string? directory = parse.GetValue(_output);
        bool follow = parse.GetValue(_follow);
        Announce(job, output, follow);
        if (!follow && !parse.GetValue(_wait) && directory is null)
        {
            if (output.Json)
            {
                output.Value(job, WireJson.Default.JobView);
            }

            return ExitCode.Ok;
        }

        job = await SeeToItsEndAsync(client, job, follow, output, token);
        if (directory is not null)
        {
            DownloadJson done = await new OutputCollection(client, Environment).BringAsync(job, directory, overwrite: false, token);
            OutputCollection.Note(done, output);
        }

        JobEnding.Write(job, output, stream: follow);
        return JobEnding.Code(job);
    }

    private static void Announce(JobView job, CliOutput output, bool follow)
    {
        if (follow)
        {
            output.Note($"submitted {job.Id} ({job.Spec.Name})");
        }
        else if (!output.Json)
        {
            output.Line(job.Id.ToString());
        }
    }

    private static async Task<JobView> SeeToItsEndAsync(
        SchedulerClient client,
        JobView job,
        bool follow,
        CliOutput output,
        CancellationToken token)
    {
        IJobReport report = output.Json && follow ? new JsonJobReport(output) : new TextJobReport(output);
        JobFollower follower = new(client, report);
        return follow ? await follower.FollowAsync(job.Id, 0, 0, token) : await follower.WaitAsync(job.Id, token);
    }

    private async Task<Dictionary<ContainerPath, ContentHash>> ResolveAsync(
        SchedulerClient client,
        JobInput[] inputs,
        CancellationToken token)
    {
        InputResolver resolver = new(client, Environment);
        Dictionary<ContainerPath, ContentHash> hashes = [];
        foreach (JobInput input in inputs)
        {
            if (!hashes.TryAdd(input.Target, await resolver.ResolveAsync(input, token)))
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"--input names {input.Target} twice",
                    "Give each place in the container one source.");
            }
        }

        return hashes;
    }
}
