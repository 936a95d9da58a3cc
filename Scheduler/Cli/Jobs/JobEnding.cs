using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Outputs;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>How a command that saw a job to its end says so.</summary>
internal static class JobEnding
{
    public static ExitCode Code(JobView job) => job.Succeeded() ? ExitCode.Ok : ExitCode.NotWell;

    /// <param name="stream">With JSON: the last of a stream of values, not the only one.</param>
    public static void Write(JobView job, CliOutput output, bool stream)
    {
        if (output.Json && stream)
        {
            output.ValueLine(new JobEvent.Ended(job), CliJson.Default.JobEvent);
            return;
        }

        if (output.Json)
        {
            output.Value(job, WireJson.Default.JobView);
            return;
        }

        output.Note(JobText.Sentence(job.State));
        foreach (string line in job.Attempts is [.., var last] ? SkippedText.Lines(last.SkippedOutputs) : [])
        {
            output.Note(line);
        }

        if (job.State is JobState.Finished { Attestation: { } digest })
        {
            output.Note($"attestation {digest}");
        }
    }
}
