using System.Globalization;
using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Machine;

/// <summary>What the figures and the machine's limits say about how far the figures can be trusted. Pure.</summary>
internal static class MachineFindings
{
    /// <summary>A quiet machine's best and worst window of computing differ by a few percent; 25 % is somebody else's work.</summary>
    private const double NoisyCompute = 1.25;

    /// <summary>Disks and networks are bursty by nature; a factor of two is not.</summary>
    private const double NoisyTransfer = 2;

    private const double StolenShare = 0.02;

    public static IEnumerable<Finding> Of(MachineFacts facts, IEnumerable<Measurement> figures, double stolenShare)
    {
        IEnumerable<Measurement> rates = figures.Where(figure => figure.Unit != MeasurementUnit.Seconds);
        foreach (Measurement figure in rates.Where(figure => figure.Numbers().Spread() > Allowed(figure.Figure)))
        {
            yield return new Finding(
                FindingCode.Noisy, Format($"The best window was {figure.Numbers().Spread():0.0} times the worst."),
                "Stop what else runs on this machine and measure again; the median is what counts until then.", figure.Figure);
        }

        if (facts.CpuQuotaCores < facts.Cores)
        {
            yield return new Finding(
                FindingCode.CpuQuota, Format($"A control group allows {facts.CpuQuotaCores:0.##} of the machine's {facts.Cores} cores."),
                "Raise CPUQuota= of the service or the container's cpu limit to offer them all.");
        }

        if (facts.MemoryLimitBytes < facts.MemoryBytes)
        {
            yield return new Finding(
                FindingCode.MemoryLimit,
                Format($"A control group allows {facts.MemoryLimitBytes >> 20} of the machine's {facts.MemoryBytes >> 20} MiB of memory."),
                "Raise MemoryMax= of the service or the container's memory limit to offer it all.");
        }

        if (stolenShare > StolenShare)
        {
            yield return new Finding(
                FindingCode.CpuStolen, Format($"The hypervisor gave {stolenShare:P0} of the processor time to others."),
                "Ask the host for dedicated cores, or offer fewer.");
        }
    }

    private static double Allowed(MachineFigure figure) =>
        figure is MachineFigure.DiskWrite or MachineFigure.DiskRead or MachineFigure.SchedulerUpload ? NoisyTransfer : NoisyCompute;

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
