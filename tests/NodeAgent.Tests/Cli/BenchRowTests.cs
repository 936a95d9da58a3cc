using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Measuring;
using DePin.NodeAgent.Cli;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary>A figure on one line.</summary>
public sealed class BenchRowTests
{
    [Test]
    public void The_longest_line_there_is_has_eighty_columns()
    {
        GpuConditions conditions = new() { LowestSmMhz = 2100, PowerWatts = 1000 };
        FigureChange<GpuFigure> change = new(GpuFigure.Int8Rate, 1, 1, 1.25, true);
        Benchmark.Figures.Windows windows = new(1.25e15, 0.99e15, 1.31e15, 3);

        string line = BenchRow.Of("scheduler round trip", windows, MeasurementUnit.FlopsPerSecond, change, conditions);

        Assert.That(line, Is.EqualTo("  scheduler round trip 1.25 PFLOP/s   0.99   1.31 2100 MHz 1000 W  1.25 x better"));
        Assert.That(line, Has.Length.EqualTo(80));
    }

    [TestCase(2.5e-6, 2e-6, 0.003, MeasurementUnit.Seconds, ExpectedResult = "launch 2.5 µs 2 3000")]
    [TestCase(139.8 * (1L << 30), 1, 2, MeasurementUnit.Bytes, ExpectedResult = "launch 140 GiB 0 0")]
    [TestCase(999e9, 98.7e9, 1.5e12, MeasurementUnit.BytesPerSecond, ExpectedResult = "launch 999 GB/s 98.7 1500")]
    public string The_worst_and_the_best_share_the_medians_unit(double median, double min, double max, MeasurementUnit unit) =>
        Words(BenchRow.Of<GpuFigure>("launch", new Benchmark.Figures.Windows(median, min, max, 3), unit, null, null));

    [Test]
    public void One_window_has_neither_a_worst_nor_a_best_and_a_drop_is_turned_round()
    {
        FigureChange<GpuFigure> drop = new(GpuFigure.Int8Rate, 2, 1, 0.5, true);

        string line = BenchRow.Of("launch", new Benchmark.Figures.Windows(1, 1, 1, 1), MeasurementUnit.Seconds, drop, null);

        Assert.That(Words(line), Is.EqualTo("launch 1 s 2.00 x worse"));
    }

    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
