using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>Puts together what is attested.</summary>
internal static class Conclusions
{
    /// <summary>The exit code of what never ran.</summary>
    public const int NoExitCode = WorkAttestation.NoExitCode;

    public static Conclusion NeverRan(Attempt attempt, ContentHash? image, Verdict verdict, Incident? incident, long now) => new()
    {
        Verdict = verdict,
        Image = image,
        ExitCode = NoExitCode,
        StartedAt = Math.Min(attempt.AcceptedAt, now),
        FinishedAt = now,
        LimitsHit = [],
        Usage = RunUsage.None,
        LogBytes = 0,
        LogDigest = ContentHash.Of([]),
        Skipped = [],
        SkippedInAll = 0,
        Incident = incident,
    };

    public static Conclusion Ran(
        Attempt attempt, AttemptState.Exited exited, CollectedOutputs outputs, long logBytes, bool logLimited, ContentHash logDigest)
    {
        RunResult run = exited.Run;
        if (logLimited)
        {
            run = run with { LimitsHit = [.. run.LimitsHit.Append(JobLimit.Log).Distinct().Order()] };
        }

        if (outputs.OverLimit)
        {
            run = run with { LimitsHit = [.. run.LimitsHit.Append(JobLimit.Outputs).Distinct().Order()] };
        }

        return new Conclusion
        {
            Verdict = VerdictTable.Ran(attempt.Stop, run),
            Image = exited.Image,
            ExitCode = run.ExitCode,
            StartedAt = run.StartedAt,
            FinishedAt = Math.Max(run.StartedAt, run.FinishedAt),
            LimitsHit = run.LimitsHit,
            Usage = run.Usage,
            LogBytes = logBytes,
            LogDigest = logDigest,
            Skipped = outputs.Skipped,
            SkippedInAll = outputs.SkippedInAll,
            Incident = run.Incident,
            Seen = run.Seen,
        };
    }
}
