namespace DePin.NodeAgent.Containers;

/// <summary>One thing an owner should know about the engine.</summary>
/// <param name="Weight">How much it matters.</param>
/// <param name="Fact">What was found, one sentence.</param>
/// <param name="Remedy">What to do about it, one sentence.</param>
public sealed record EngineFinding(FindingWeight Weight, string Fact, string Remedy);
