namespace DePin.Scheduler.Cli.Proofs;

/// <summary>What <c>pog verify --json</c> writes.</summary>
/// <param name="Valid">True when every file's proof is.</param>
internal sealed record PogVerificationJson(bool Valid, IReadOnlyList<PogFileJson> Files);
