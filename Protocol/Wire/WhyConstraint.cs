namespace DePin.Protocol.Wire;

/// <param name="Constraint">The key of the job file, e.g. <c>resources.memory</c>.</param>
/// <param name="NodesFailing">How many connected nodes fail it.</param>
/// <param name="Remedy">The smallest change that would let the best of them pass.</param>
public sealed record WhyConstraint(string Constraint, int NodesFailing, string Remedy);
