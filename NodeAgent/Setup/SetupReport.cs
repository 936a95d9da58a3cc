using DePin.Attestation;
using DePin.NodeAgent.Doctor;

namespace DePin.NodeAgent.Setup;

/// <summary>What the setup did, found and leaves to do.</summary>
public sealed record SetupReport
{
    public required string Configuration { get; init; }

    /// <summary>The node's address; null where its key could not be opened here.</summary>
    public Address? Node { get; init; }

    /// <summary>What was done, a sentence each; empty when all was there.</summary>
    public required IReadOnlyList<string> Done { get; init; }

    /// <summary>The doctor's.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The scheduler let the node in; null where that was not tried.</summary>
    public bool? LoggedIn { get; init; }

    /// <summary>Why it did not, or was not asked.</summary>
    public string? LoginProblem { get; init; }

    /// <summary>The command to type now.</summary>
    public required string Next { get; init; }

    public bool IsWell() => LoggedIn != false && !Checks.Any(check => check.Status == CheckStatus.Fail);
}
