namespace DePin.NodeAgent.Cli;

/// <summary>How far a run is, in words.</summary>
/// <param name="What">The figure, and what it is of.</param>
/// <param name="Result">What came of it; null when it begins.</param>
internal sealed record BenchLine(string What, int Done, int Total, string? Result);
