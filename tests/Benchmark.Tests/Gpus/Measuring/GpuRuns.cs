using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.Benchmark.Tests.Gpus.Measuring;

/// <summary>Runs that nobody measured.</summary>
internal static class GpuRuns
{
    public static GpuBenchRun Of(long at, params MeasuredGpu[] gpus) => new()
    {
        MeasuredAt = at,
        Quick = true,
        Simulated = false,
        Driver = "550.54",
        Gpus = gpus,
        Peers = [],
        PeerFindings = [],
    };

    public static MeasuredGpu Gpu(string uuid, params GpuMeasurement[] figures) => new()
    {
        Uuid = uuid,
        Name = "a GPU",
        MemoryBytes = 1L << 37,
        Path = "sm_90a",
        Seconds = 5,
        Figures = figures,
        Unmeasured = [new Unmeasured(GpuFigure.Fp32Gemm, "no kernel")],
        Findings = [],
    };

    public static GpuMeasurement Rate(GpuFigure figure, params double[] samples) => GpuMeasurement.Of(
        figure, MeasurementUnit.FlopsPerSecond, samples, "by hand",
        new GpuConditions { LowestSmMhz = 1700, Link = new PcieLink(5, 16, null, null), Reasons = ClockReasons.PowerLimit });
}
