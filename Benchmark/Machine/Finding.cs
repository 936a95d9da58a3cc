namespace DePin.Benchmark.Machine;

/// <summary>Something the owner should know about a measurement, and what to do about it.</summary>
/// <param name="Message">The fact, with its numbers.</param>
/// <param name="Figure">The figure it is about; null when it is about the whole machine.</param>
public sealed record Finding(FindingCode Code, string Message, string Remedy, MachineFigure? Figure = null);
