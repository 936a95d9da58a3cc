using System.Diagnostics;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>A job's state in the words and colours that people see.</summary>
internal static class JobText
{
    public static bool IsFinished(this JobView job) => job.State is JobState.Finished;

    public static bool Succeeded(this JobView job) => job.State is JobState.Finished { Outcome: Outcome.Succeeded };

    /// <summary>One or two words for a table.</summary>
    public static Cell Word(JobState state) => state switch
    {
        JobState.Queued => new("queued", Tone.Waiting),
        JobState.Placed placed => new(Word(placed.Phase), Tone.Plain),
        JobState.Finished { Outcome: Outcome.Succeeded } => new("succeeded", Tone.Good),
        JobState.Finished { Outcome: Outcome.Cancelled } => new("cancelled", Tone.Faint),
        JobState.Finished finished => new(Word(finished.Outcome), Tone.Bad),
        _ => throw new UnreachableException(),
    };

    /// <summary>A sentence for someone who follows the job.</summary>
    public static string Sentence(JobState state) => state switch
    {
        JobState.Queued queued => $"queued: {queued.Reason}",
        JobState.Placed placed => $"{Word(placed.Phase)} on node {placed.Node}, attempt {placed.Attempt.Short}{Measure(placed)}",
        JobState.Finished finished => Verdict(finished),
        _ => throw new UnreachableException(),
    };

    /// <summary>How an attempt ended, or the phase it is in.</summary>
    public static string Ending(AttemptView attempt) => attempt switch
    {
        { EndedAt: null } => Word(attempt.Phase),
        { Outcome: { } outcome } => attempt.ExitCode is { } code and >= 0 ? $"{Word(outcome)} (exit code {code})" : Word(outcome),
        _ => attempt.Reason ?? "lost",
    };

    public static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded => "succeeded",
        Outcome.JobFault => "job fault",
        Outcome.HostFault => "host fault",
        Outcome.NetworkFault => "network fault",
        Outcome.Cancelled => "cancelled",
        _ => $"outcome {(int)outcome}",
    };

    private static string Word(AttemptPhase phase) => phase switch
    {
        AttemptPhase.Leased => "leased",
        AttemptPhase.Accepted => "accepted",
        AttemptPhase.Preparing => "preparing",
        AttemptPhase.Running => "running",
        AttemptPhase.Collecting => "collecting",
        AttemptPhase.Delivering => "delivering",
        _ => throw new UnreachableException(),
    };

    private static string Verdict(JobState.Finished finished)
    {
        string code = finished.ExitCode is { } exit and >= 0 ? $" (exit code {exit})" : "";
        string reason = finished.Reason.Length == 0 ? "" : $": {finished.Reason}";
        return $"{Word(finished.Outcome)}{code}{reason}";
    }

    private static string Measure(JobState.Placed placed) => (placed.Progress, placed.Total) switch
    {
        ({ } done, { } total) => $", {Display.Bytes(done)} of {Display.Bytes(total)}",
        ({ } done, null) => $", {Display.Bytes(done)}",
        _ => "",
    };
}
