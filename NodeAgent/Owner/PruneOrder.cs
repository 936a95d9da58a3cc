namespace DePin.NodeAgent.Owner;

/// <summary>The owner wants images of jobs to go.</summary>
/// <param name="KeepBytes">What images that no job uses may have together.</param>
/// <param name="DryRun">Only say which would go.</param>
public sealed record PruneOrder(long KeepBytes = 0, bool DryRun = false);
