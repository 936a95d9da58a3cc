namespace DePin.Protocol.Wire;

/// <summary>A page of jobs, newest first.</summary>
/// <param name="Next">Pass as <c>before</c> for the next page; null on the last.</param>
public sealed record JobList(IReadOnlyList<JobView> Jobs, string? Next = null);
