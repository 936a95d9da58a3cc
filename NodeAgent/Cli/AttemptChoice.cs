using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>Which attempt the owner means.</summary>
internal static class AttemptChoice
{
    /// <summary>The attempt, or null after saying on standard error why it is none.</summary>
    public static async Task<OwnerAttempt?> FindAsync(CliContext context, OwnerClient client, string id, CancellationToken token)
    {
        OwnerAttempt[] found = Match(await client.GetAttemptsAsync(token), id);
        if (found.Length == 1)
        {
            return found[0];
        }

        string problem = found.Length == 0 ? "no attempt here has" : $"{found.Length} attempts here have";
        await context.FailAsync(
            ExitCode.NotWell, $"{problem} the id '{HumanText.Words(id)}'. 'depin-node jobs --json' lists the ids in full.");
        return null;
    }

    /// <summary>By the attempt's id; otherwise the newest attempt of each job whose id begins so.</summary>
    private static OwnerAttempt[] Match(IReadOnlyList<OwnerAttempt> attempts, string id)
    {
        string prefix = id.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? id.ToLowerInvariant() : "0x" + id.ToLowerInvariant();
        OwnerAttempt[] byAttempt = [.. attempts.Where(attempt => Begins(attempt.Attempt.ToString()))];
        return byAttempt.Length > 0
            ? byAttempt
            : [.. attempts.Where(attempt => Begins(attempt.Job.ToString())).DistinctBy(attempt => attempt.Job)];

        bool Begins(string text) => text.StartsWith(prefix, StringComparison.Ordinal);
    }
}
