using DePin.Attestation.Evidence;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Outputs;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>How attempts ended, for people: whose fault it was, and below it what that rests on.</summary>
internal static class VerdictText
{
    public static void Write(CliOutput output, IEnumerable<AttemptView> attempts)
    {
        foreach (AttemptView attempt in attempts)
        {
            if (attempt.Verdict is { } verdict)
            {
                Write(output, attempt, verdict);
            }
        }
    }

    private static void Write(CliOutput output, AttemptView attempt, VerdictEvidence verdict)
    {
        output.Line("");
        output.Line($"attempt {attempt.Id.Short}: {JobText.Word(verdict.Outcome)}, {verdict.Code}: {verdict.Text}");
        foreach (string fact in verdict.Evidence)
        {
            output.Line($"  {fact}");
        }

        foreach (string line in SkippedText.Lines(attempt.SkippedOutputs))
        {
            output.Line($"  {line}");
        }
    }
}
