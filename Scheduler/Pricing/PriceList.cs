using System.Numerics;

namespace DePin.Scheduler.Pricing;

/// <summary>
/// List prices, and the one rule that turns run time into money. Whole numbers throughout; rounded down once, at the end.
/// </summary>
/// <param name="PerCoreHour">A processor core for an hour.</param>
/// <param name="PerGpuHour">A GPU for an hour.</param>
internal sealed record PriceList(Amount PerCoreHour, Amount PerGpuHour)
{
    private const long HourMs = 3_600_000;
    private const long MillicoresPerCore = 1000;

    /// <summary>What <paramref name="paid"/> of this many cores and GPUs earns.</summary>
    /// <exception cref="OverflowException">The sum is over 2^128 − 1 base units.</exception>
    public Amount Owed(long cpuMillicores, int gpus, TimeSpan paid)
    {
        BigInteger milliseconds = (long)paid.TotalMilliseconds;
        BigInteger cores = PerCoreHour.BaseUnits * (BigInteger)cpuMillicores * milliseconds;
        BigInteger devices = PerGpuHour.BaseUnits * (BigInteger)gpus * MillicoresPerCore * milliseconds;
        return new Amount((UInt128)((cores + devices) / (HourMs * MillicoresPerCore)));
    }

    /// <summary>
    /// The time that is paid: what the node attests, but never more than the scheduler saw the lease held, nor than the job could run.
    /// A clock that ran backwards on the node pays nothing.
    /// </summary>
    /// <param name="longest">The job's timeout and the grace of its stop.</param>
    public static TimeSpan PaidTime(TimeSpan attested, TimeSpan leaseHeld, TimeSpan longest)
    {
        TimeSpan paid = new[] { attested, leaseHeld, longest }.Min();
        return paid > TimeSpan.Zero ? paid : TimeSpan.Zero;
    }
}
