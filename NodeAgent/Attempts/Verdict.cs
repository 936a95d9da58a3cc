using DePin.Attestation.Messages;

namespace DePin.NodeAgent.Attempts;

/// <summary>Who answers for the end of an attempt.</summary>
/// <param name="Outcome">What is attested.</param>
/// <param name="Code">The reason, stable, for programs: <c>exit_code</c>, <c>memory</c>, <c>image_not_found</c>.</param>
/// <param name="Reason">One sentence for people, with the value that mattered.</param>
public sealed record Verdict(Outcome Outcome, string Code, string Reason);
