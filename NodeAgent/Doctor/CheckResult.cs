using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Doctor;

/// <summary>One check, what it found, and what to do about it.</summary>
/// <param name="Check">A stable name, for scripts.</param>
/// <param name="Message">The fact, with the value that was seen.</param>
/// <param name="Remedy">The exact next step; there whenever something is wrong.</param>
public sealed record CheckResult(string Check, CheckStatus Status, string Message, string? Remedy = null)
{
    /// <summary>What <c>--fix</c> may do about it by itself; null where that would not be safe.</summary>
    [JsonIgnore]
    public Repair? Repair { get; init; }

    /// <summary><c>--fix</c> would mend it.</summary>
    public bool Fixable => Repair is not null;

    public static CheckResult Ok(string check, string message) => new(check, CheckStatus.Ok, message);

    public static CheckResult Warn(string check, string message, string remedy) => new(check, CheckStatus.Warn, message, remedy);

    public static CheckResult Fail(string check, string message, string remedy) => new(check, CheckStatus.Fail, message, remedy);

    public static CheckResult Skip(string check, string why) => new(check, CheckStatus.Skip, why);
}
