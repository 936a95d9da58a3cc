using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.Benchmark.Kernels;

namespace DePin.Benchmark.Tests.Gpus.Measuring;

/// <summary>What is concluded from what the driver says around a measurement.</summary>
public sealed class GpuJudgementTests
{
    private const uint Own = 77;

    private static readonly CudaGpu _gpu = new(0, "GPU-a", "a GPU", new PciAddress(0, 0x3b, 0), "9.0", 1L << 37, 132, []);

    [Test]
    public void Nobody_on_a_gpu_is_nobody_in_the_way()
    {
        Assert.That(GpuUse.Of(_gpu, (0, 0), Own, 0), Is.Null);
        Assert.That(GpuUse.Of(_gpu, (1, Own), Own, 600L << 20), Is.Null, "this process itself");
        Assert.That(GpuUse.Of(_gpu, null, Own, null), Is.Null, "a driver that does not say");
        Assert.That(GpuUse.Of(_gpu, (0, 0), Own, 300L << 20), Is.Null, "a screen");
    }

    [Test]
    public void A_program_on_a_gpu_or_much_of_its_memory_in_use_keeps_everybody_off()
    {
        GpuFinding listed = GpuUse.Of(_gpu, (1, 4711), Own, 0)!, hidden = GpuUse.Of(_gpu, (0, 0), Own, 1L << 30)!;

        Assert.That((listed.Code, listed.Gpu, listed.IsGrave()), Is.EqualTo((GpuFindingCode.Busy, "GPU-a", false)));
        Assert.That(listed.Message, Does.Contain("1 program(s) compute on it").And.Contain("left alone"));
        Assert.That(hidden.Message, Does.Contain("1024 MiB of its memory are in use"));
        Assert.That(hidden.Remedy, Does.Contain("drained"));
        Assert.That(GpuUse.Of(_gpu, (2, Own), Own, 0), Is.Not.Null, "another one beside this process");
    }

    [Test]
    public void Conditions_are_the_worst_clock_the_highest_draw_and_all_reasons()
    {
        GpuConditions? seen = GpuConditions.Of(
            [Moment(1755, 640, ClockReasons.PowerLimit, 1), Moment(1410, 700, ClockReasons.HardwareThermal, 5)]);

        Assert.That((seen!.LowestSmMhz, seen.HighestSmMhz, seen.MaxSmMhz), Is.EqualTo((1410, 1755, 1980)));
        Assert.That((seen.PowerWatts, seen.PowerLimitWatts, seen.TemperatureCelsius), Is.EqualTo((700, 700, 60)));
        Assert.That(seen.Reasons, Is.EqualTo(ClockReasons.PowerLimit | ClockReasons.HardwareThermal));
        Assert.That(seen.Link!.Generation, Is.EqualTo(5), "a link that woke");
    }

    [Test]
    public void What_nvml_does_not_say_is_null_and_not_zero()
    {
        GpuMoment silent = new(
            new PcieLink(null, null, null, null), new GpuPower(null, null, null, null, null), new GpuClocks(null, null, null, null), null,
            null);

        GpuConditions? seen = GpuConditions.Of([silent]);

        Assert.That(new object?[] { seen!.LowestSmMhz, seen.PowerWatts, seen.Reasons, seen.TemperatureCelsius }, Has.All.Null);
        Assert.That(GpuConditions.Of([]), Is.Null);
    }

    [Test]
    public void Heat_is_a_finding_and_the_power_limit_is_none()
    {
        GpuMeasurement warm = Figure(Moment(1755, 700, ClockReasons.PowerLimit, 5));
        GpuMeasurement hot = Figure(Moment(900, 300, ClockReasons.HardwareThermal, 5));

        Assert.That(SlowedFindings.Of(_gpu, [warm]), Is.Empty);
        GpuFinding finding = SlowedFindings.Of(_gpu, [warm, hot]).Single();
        Assert.That((finding.Code, finding.IsGrave()), Is.EqualTo((GpuFindingCode.Slowed, false)));
        Assert.That(finding.Message, Does.Contain("HardwareThermal").And.Contain("1 of its figures").And.Contain("60 °C"));
    }

    [Test]
    public void What_the_kernels_cannot_take_is_said_and_everything_else_is_taken()
    {
        Assert.That(
            GpuFigures.OfOne.Where(figure => GpuFigures.WhyNot(figure, PtxFamily.Sm90a) is not null),
            Is.EqualTo(new[] { GpuFigure.Fp32Gemm }));
        Assert.That(
            GpuFigures.OfOne.Where(figure => GpuFigures.WhyNot(figure, PtxFamily.Sm75) is not null),
            Is.EqualTo(new[] { GpuFigure.Bf16Rate, GpuFigure.Fp8Rate, GpuFigure.Fp32Gemm, GpuFigure.Bf16Gemm, GpuFigure.Fp8Gemm }));
        Assert.That(GpuFigures.WhyNot(GpuFigure.Fp8Gemm, PtxFamily.Sm80), Is.EqualTo("the kernels for sm_80 have no FP8"));
        Assert.That(GpuFigures.OfOne.Select(GpuFigures.Words), Is.Unique);
    }

    private static GpuMeasurement Figure(GpuMoment moment) => GpuMeasurement.Of(
        GpuFigure.Fp16Gemm, Benchmark.Figures.MeasurementUnit.FlopsPerSecond, [1e12], "by hand", GpuConditions.Of([moment]));

    private static GpuMoment Moment(int mhz, double watts, ClockReasons reasons, int generation) => new(
        new PcieLink(generation, 16, 5, 16), new GpuPower(watts, 700, 700, 200, 700), new GpuClocks(mhz, 3201, 1980, 3201), reasons, 60);
}
