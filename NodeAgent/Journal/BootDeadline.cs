namespace DePin.NodeAgent.Journal;

/// <summary>A moment that nobody who sets a clock can move: when a lease expires, or when the owner waits no longer.</summary>
/// <param name="Until">On the boot clock.</param>
/// <param name="KernelBoot">Of this boot.</param>
public sealed record BootDeadline(TimeSpan Until, Guid KernelBoot)
{
    /// <summary>On the clock of <paramref name="kernelBoot"/>; a deadline of an earlier boot has passed.</summary>
    public TimeSpan On(Guid kernelBoot) => KernelBoot == kernelBoot ? Until : TimeSpan.Zero;
}
