namespace DePin.NodeAgent.Cli;

/// <summary>The way to the scheduler.</summary>
/// <param name="MedianMs">From question to answer, TLS included, in milliseconds.</param>
/// <param name="ClockAheadMs">How far this machine's clock is ahead of the scheduler's; negative: behind.</param>
/// <param name="Problem">Null when all of it works.</param>
internal sealed record NetcheckView(
    Uri Scheduler, IReadOnlyList<NetcheckAddress> Addresses, double? MedianMs, double? WorstMs, double? ClockAheadMs,
    DateTimeOffset? CertificateEnds, string? Problem);
