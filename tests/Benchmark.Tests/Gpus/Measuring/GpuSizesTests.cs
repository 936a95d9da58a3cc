using DePin.Benchmark.Gpus.Measuring;

namespace DePin.Benchmark.Tests.Gpus.Measuring;

/// <summary>How long and how large the measuring of a GPU is.</summary>
public sealed class GpuSizesTests
{
    private const long GiB = 1L << 30;
    private const long MiB = 1L << 20;

    [Test]
    public void A_quick_run_is_under_ten_seconds_with_the_drivers_start_and_compiler()
    {
        // All figures but the memory test and three times have windows; those four take less than a figure with them.
        TimeSpan windowed = GpuBenchPlan.Quick.Windowed(GpuFigures.OfOne.Length);
        Assert.That(windowed, Is.LessThan(TimeSpan.FromSeconds(5)));
        GpuBenchPlan plan = GpuBenchPlan.Quick;
        TimeSpan late = plan.Budget + plan.Windowed(1) + plan.Hurried.Windowed(GpuFigures.OfOne.Length);
        Assert.That(late, Is.LessThan(TimeSpan.FromSeconds(8)), "and two are left where the driver is slow");
    }

    [Test]
    public void A_full_run_is_sustained() => Assert.That(
        (GpuBenchPlan.Full.WarmUp, GpuBenchPlan.Full.Windows * GpuBenchPlan.Full.Window),
        Is.EqualTo((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))));

    [TestCase(140 * GiB, ExpectedResult = 1024, Description = "beyond every cache")]
    [TestCase(2 * GiB, ExpectedResult = 409, Description = "three buffers and what else is needed")]
    [TestCase(3 * MiB, ExpectedResult = 1)]
    public long A_memory_figures_buffer_in_mebibytes(long free) => GpuSizes.Memory(free, GpuBenchPlan.Quick) / MiB;

    [TestCase(140 * GiB, 64 * GiB, ExpectedResult = 64)]
    [TestCase(100 * MiB, 64 * GiB, ExpectedResult = 25, Description = "the GPU holds it twice")]
    [TestCase(140 * GiB, 512 * MiB, ExpectedResult = 32, Description = "page-locked memory is taken from everybody")]
    public long A_copy_over_the_link_in_mebibytes(long free, long host) => GpuSizes.Link(free, host, GpuBenchPlan.Quick) / MiB;

    [TestCase(256u, 1e-5, 1u, 140 * GiB, ExpectedResult = 512u)]
    [TestCase(8192u, 1.1e-3, 1u, 140 * GiB, ExpectedResult = 16384u)]
    [TestCase(16384u, 1e-3, 1u, 140 * GiB, ExpectedResult = null, Description = "the largest there is")]
    [TestCase(8192u, 4e-3, 1u, 140 * GiB, ExpectedResult = null, Description = "long enough")]
    [TestCase(4096u, 1e-3, 2u, GiB, ExpectedResult = 8192u, Description = "512 MiB are half of what is free")]
    [TestCase(4096u, 1e-3, 2u, GiB - 2, ExpectedResult = null, Description = "and would be more than half")]
    [TestCase(2048u, 1e-3, 2u, GiB, ExpectedResult = 4096u)]
    public uint? A_product_grows_until_it_takes_long_enough(uint side, double seconds, uint bytes, long free) =>
        GpuSizes.Larger(side, seconds, bytes, free);

    [TestCase(0.010, 0.001, ExpectedResult = 10u)]
    [TestCase(0.010, 0.0011, ExpectedResult = 10u)]
    [TestCase(0.010, 1, ExpectedResult = 1u, Description = "one at least")]
    [TestCase(0.010, 1e-9, ExpectedResult = 512u, Description = "and no more than a queue holds")]
    [TestCase(0.010, 0, ExpectedResult = 512u)]
    public uint So_many_launches_fill_a_window(double window, double seconds) =>
        GpuSizes.Fill(TimeSpan.FromSeconds(window), seconds, GpuTimer.MostQueued);
}
