using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>Finds the job that a person means: by its id, or by the beginning of one.</summary>
internal sealed class JobFinder(SchedulerClient client)
{
    public const int MinDigits = 4;

    private const int FullDigits = 64;
    private const int Shown = 5;

    /// <exception cref="CommandException">Not the beginning of an id, or of no job's, or of several.</exception>
    public async Task<JobId> FindAsync(string text, CancellationToken token)
    {
        string prefix = Normalise(text) ?? throw new CommandException(
            ExitCode.Usage,
            $"'{text}' is not a job id",
            $"Give the id or at least its first {MinDigits} digits after 0x; job list shows them.");
        if (JobId.TryParse(prefix, null, out JobId whole))
        {
            return whole;
        }

        JobList page = await client.JobsAsync(new JobQuery(Shown + 1, Prefix: prefix), token);
        JobView[] found = [.. page.Jobs.Where(job => job.Id.ToString().StartsWith(prefix, StringComparison.Ordinal))];
        return found.Length switch
        {
            1 => found[0].Id,
            0 => throw new CommandException(ExitCode.Refused, $"no job's id begins with {prefix}", "See job list."),
            _ => throw new CommandException(
                ExitCode.Usage,
                $"more than one job's id begins with {prefix}",
                "Give more digits.",
                [.. found.Take(Shown).Select(job => $"{job.Id} {job.Spec.Name}")]),
        };
    }

    /// <summary>True when the text has the form of a job id or of the beginning of one.</summary>
    public static bool LooksLikeId(string text) => Normalise(text) is not null;

    private static string? Normalise(string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length is >= MinDigits and <= FullDigits && digits.All(char.IsAsciiHexDigit)
            ? "0x" + digits.ToLowerInvariant()
            : null;
    }
}
