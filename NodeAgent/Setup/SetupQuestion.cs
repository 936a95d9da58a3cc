using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Setup;

/// <summary>One thing that only the owner knows.</summary>
/// <param name="Key">The key of the configuration that keeps the answer.</param>
/// <param name="Flag">How a script answers it.</param>
/// <param name="HelpName">What the flag takes.</param>
/// <param name="Words">The question, and what hangs on it.</param>
/// <param name="IsText">The answer is written in quotes.</param>
internal sealed record SetupQuestion(string Key, string Flag, string HelpName, string Words, bool IsText)
{
    public static IReadOnlyList<SetupQuestion> All { get; } =
    [
        new("scheduler.url", "--scheduler", "URL", "The scheduler to work for, such as https://scheduler.example.", IsText: true),
        new("beneficiary", "--beneficiary", "ADDRESS",
            "The account that is paid. Its key has no place on this machine: write only its address.", IsText: true),
        new("offer.maxJobs", "--max-jobs", "N", "Jobs that may run at once.", IsText: false),
        new("offer.reserve.memory", "--reserve-memory", "SIZE", "Memory that stays yours.", IsText: false),
        new("offer.reserve.disk", "--reserve-disk", "SIZE", "Disk that stays free where images and jobs live.", IsText: false),
    ];

    /// <summary>Its answer, or the block that it belongs to, is what is wrong or missing.</summary>
    public bool IsAbout(ConfigurationError error) =>
        Key == error.Key || (error.Key.Length > 0 && Key.StartsWith(error.Key + '.', StringComparison.Ordinal));
}
