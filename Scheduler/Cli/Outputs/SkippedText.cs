using DePin.Attestation.Evidence;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>What lay under a job's output paths and was not taken: it may succeed without the file that is waited for.</summary>
internal static class SkippedText
{
    public static IEnumerable<string> Lines(IEnumerable<SkippedOutput> skipped) =>
        skipped.Select(one => $"not taken: {one.Path}: {one.Reason}");
}
