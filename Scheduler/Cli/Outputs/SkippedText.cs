using DePin.Attestation.Evidence;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>What lay under a job's output paths and was not taken: a job may succeed without the file that its submitter waits for.</summary>
internal static class SkippedText
{
    public static IEnumerable<string> Lines(IEnumerable<SkippedOutput> skipped) =>
        skipped.Select(one => $"not taken: {one.Path}: {one.Reason}");
}
