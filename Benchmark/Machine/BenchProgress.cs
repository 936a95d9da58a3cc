namespace DePin.Benchmark.Machine;

/// <summary>How far a run is: <see cref="Done"/> of <see cref="Total"/> figures, and which one is being taken or was just taken.</summary>
/// <param name="Finished">The figure's measurement when it was just taken; null when it begins or could not be taken.</param>
public sealed record BenchProgress(MachineFigure Figure, int Done, int Total, Measurement? Finished);
