using System.CommandLine;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Outputs;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job outputs JOB</c>.</summary>
internal sealed class JobOutputsCommand : ClientCommand
{
    private readonly Argument<string> _job = JobArgument.Create();
    private readonly Option<string?> _to = new("--to") { HelpName = "DIR", Description = "Download them into this directory" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace files in DIR that are something else" };

    public JobOutputsCommand(CliEnvironment environment)
        : base(
            "outputs",
            "List what a job made, or download it: verified against what the node signed, resumed where it stopped.",
            environment)
    {
        Add(_job);
        Add(_to);
        Add(_overwrite);
        AddCommonOptions();
    }

    protected override string Interrupted => "interrupted; the same command goes on where this one stopped";

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobId id = await new JobFinder(client).FindAsync(parse.GetRequiredValue(_job), token);
        if (parse.GetValue(_to) is { } directory)
        {
            JobView job = await client.JobAsync(id, token);
            DownloadJson done = await new OutputCollection(client, Environment).BringAsync(
                job,
                directory,
                parse.GetValue(_overwrite),
                token);
            OutputCollection.Write(done, output);
            return ExitCode.Ok;
        }

        ArtifactList list = await client.ArtifactsAsync(id, token);
        if (output.Json)
        {
            output.Value(list, WireJson.Default.ArtifactList);
            return ExitCode.Ok;
        }

        TextTable table = new("OUTPUT", "SIZE", "CONTENT");
        foreach (ArtifactEntry entry in list.Artifacts)
        {
            table.Add(entry.Path, Display.Bytes(entry.Size), entry.Sha256.ToString());
        }

        output.Table(table);
        foreach (string line in SkippedText.Lines(list.SkippedOutputs))
        {
            output.Line(line);
        }

        return ExitCode.Ok;
    }
}
