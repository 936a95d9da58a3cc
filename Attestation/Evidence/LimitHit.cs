namespace DePin.Attestation.Evidence;

/// <param name="Limit">
/// The limit by its name in the job spec: <c>memory</c>, <c>disk</c>, <c>pids</c>, <c>log</c>, <c>timeout</c>, …
/// </param>
/// <param name="Detail">What was seen, in one sentence.</param>
public sealed record LimitHit(string Limit, string Detail);
