namespace DePin.Scheduler.Store;

/// <summary>Which jobs a list holds.</summary>
/// <param name="Owner">Null for everybody's.</param>
/// <param name="State">0 queued, 1 leased, 2 finished; null for any.</param>
/// <param name="Prefix">The id begins with these hexadecimal digits (after 0x); null for any.</param>
/// <param name="Before">Number of the job the page before ended with; null for the newest.</param>
internal sealed record JobFilter(string? Owner, int? State, string? Prefix, string? Name, long? Before, int Limit);
