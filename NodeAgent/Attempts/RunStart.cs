namespace DePin.NodeAgent.Attempts;

/// <summary>When a container was started, by three clocks.</summary>
/// <param name="At">Unix milliseconds, by the engine; by the scheduler where this machine's clock is known to be wrong.</param>
/// <param name="BootTime">The same moment on the boot clock, which no one can set: the job's timeout counts on it.</param>
/// <param name="KernelBoot">The boot of this machine it belongs to: after another boot, the container did not end by itself.</param>
public sealed record RunStart(long At, TimeSpan BootTime, Guid KernelBoot);
