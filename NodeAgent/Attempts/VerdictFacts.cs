using System.Globalization;
using System.Text.Json;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// What a verdict rests on, one fact an entry: attested, and shown to owner and submitter in the same words.
/// </summary>
internal static class VerdictFacts
{
    /// <summary>So many facts, each of so many characters; whoever reports one is brief.</summary>
    public const int MaxFacts = 32;

    private const int MaxText = 500;

    public static IReadOnlyList<string> Of(Attempt attempt, Conclusion it) =>
    [
        .. All(attempt, it).Distinct().Take(MaxFacts).Select(fact => fact.Length <= MaxText ? fact : $"{fact[..(MaxText - 1)]}…"),
    ];

    private static IEnumerable<string> All(Attempt attempt, Conclusion it)
    {
        if (it.Incident is { } incident)
        {
            yield return incident.Public;
        }

        if (attempt.Stop is { } stop)
        {
            yield return $"stopped: {JsonNamingPolicy.SnakeCaseLower.ConvertName(stop.Cause.ToString())}: {stop.Reason}";
        }

        if (it.ExitCode != Conclusions.NoExitCode)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"exit code {it.ExitCode}");
        }

        foreach (string seen in it.Seen)
        {
            yield return seen;
        }
    }
}
