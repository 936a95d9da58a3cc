using System.CommandLine;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job show JOB</c>.</summary>
internal sealed class JobShowCommand : ClientCommand
{
    private readonly Argument<string> _job = JobArgument.Create();

    public JobShowCommand(CliEnvironment environment)
        : base("show", "Show a job: its state, its attempts and how each ended.", environment)
    {
        Add(_job);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobId id = await new JobFinder(client).FindAsync(parse.GetRequiredValue(_job), token);
        JobView job = await client.JobAsync(id, token);
        if (output.Json)
        {
            output.Value(job, WireJson.Default.JobView);
            return ExitCode.Ok;
        }

        output.Line($"job         {job.Id}");
        output.Line($"name        {job.Spec.Name}");
        output.Line($"state       {JobText.Sentence(job.State)}");
        output.Line($"image       {job.Spec.Image}");
        WriteManifests(output, job);
        output.Line($"spec        {job.SpecDigest}");
        output.Line($"submitted   {Display.Time(job.CreatedAt)}");
        if (job.FinishedAt is { } end)
        {
            output.Line($"finished    {Display.Time(end)}, after {Display.Duration(TimeSpan.FromMilliseconds(end - job.CreatedAt))}");
        }

        if (job.State is JobState.Finished { Attestation: { } attestation })
        {
            output.Line($"attestation {attestation}");
        }

        WriteProgress(output, job);
        WriteAttempts(output, job);
        return ExitCode.Ok;
    }

    /// <summary>What a tag meant to each attempt: a node resolves it, so the submitter must see when two differ.</summary>
    private static void WriteManifests(CliOutput output, JobView job)
    {
        if (job.Spec.Image.Digest is not null)
        {
            return;
        }

        List<IGrouping<ContentHash, int>> manifests =
            [.. job.Attempts.Index().Where(one => one.Item.Image is not null).GroupBy(one => one.Item.Image!.Value, one => one.Index + 1)];
        foreach (IGrouping<ContentHash, int> manifest in manifests)
        {
            output.Line($"manifest    {manifest.Key} in attempt {string.Join(", ", manifest)}");
        }

        if (manifests.Count > 1)
        {
            output.Note($"The tag meant {manifests.Count} manifests: name the image by @sha256:… if every attempt must run the same one.");
        }
    }

    /// <summary>What was saved, what was lost, and why nothing was saved.</summary>
    private static void WriteProgress(CliOutput output, JobView job)
    {
        if (job.Checkpoint is { } saved)
        {
            output.Line($"checkpoint  number {saved.Number}, {Display.Bytes(saved.Bytes)}, of {Display.Time(saved.At)}");
        }

        if (job.LostMs > 0)
        {
            string again = job.Attempts is [.., { LostMs: > 0 }] && job.FinishedAt is not null ? "" : ", done again";
            output.Line($"lost        {Display.Duration(TimeSpan.FromMilliseconds(job.LostMs))} of work{again}");
        }

        if (job.Attempts is [.., { CheckpointProblem: { } problem }])
        {
            output.Line($"warning     {problem}");
        }
    }

    private static void WriteAttempts(CliOutput output, JobView job)
    {
        if (job.Attempts.Count == 0)
        {
            return;
        }

        TextTable table = new("ATTEMPT", "NODE", "LEASED", "TOOK", "LOG", "FROM", "SAVED", "LOST", "ENDED", "LIMITS");
        foreach (AttemptView attempt in job.Attempts)
        {
            string took = attempt.EndedAt is { } end ? Display.Duration(TimeSpan.FromMilliseconds(end - attempt.LeasedAt)) : "";
            table.Add(
                attempt.Id.Short,
                attempt.Node.ToString(),
                Display.Time(attempt.LeasedAt),
                took,
                Display.Bytes(attempt.LogBytes),
                attempt.ResumedFrom is { } from ? $"checkpoint {from}" : "",
                attempt.Checkpoints > 0 ? $"{attempt.Checkpoints}" : "",
                attempt.LostMs > 0 ? Display.Duration(TimeSpan.FromMilliseconds(attempt.LostMs)) : "",
                JobText.Ending(attempt),
                string.Join(' ', attempt.LimitsHit));
        }

        output.Line("");
        output.Table(table);
        VerdictText.Write(output, job.Attempts);
    }
}
