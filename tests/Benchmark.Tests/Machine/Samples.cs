using DePin.Benchmark.Figures;
using DePin.Benchmark.Machine;

namespace DePin.Benchmark.Tests.Machine;

internal static class Samples
{
    public static MachineFacts Facts { get; } = new()
    {
        CpuModel = "Imaginary 9000",
        Cores = 8,
        VectorBits = 512,
        MemoryBytes = 16L << 30,
        MemoryAvailableBytes = 12L << 30,
    };

    public static Measurement Rate(MachineFigure figure, params double[] samples) =>
        Measurement.Of(figure, MeasurementUnit.BytesPerSecond, samples, "by hand");

    public static Measurement Time(MachineFigure figure, params double[] samples) =>
        Measurement.Of(figure, MeasurementUnit.Seconds, samples, "by hand");

    public static MachineReport Report(long at, params Measurement[] figures) =>
        new()
        {
            MeasuredAt = at,
            Quick = true,
            Seconds = 1.5,
            Machine = Facts,
            Figures = figures,
            Findings = [new Finding(FindingCode.Noisy, "m", "r")],
        };
}
