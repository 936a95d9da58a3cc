namespace DePin.NodeAgent.Journal;

/// <summary>When a lease expires.</summary>
/// <param name="Until">On the boot clock.</param>
/// <param name="KernelBoot">Of this boot.</param>
public sealed record LeaseDeadline(TimeSpan Until, Guid KernelBoot);
