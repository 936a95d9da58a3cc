using System.Text.Json;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.Benchmark.Tests.Gpus.Measuring;

/// <summary>A run beside those before it, and how runs are kept.</summary>
public sealed class GpuComparisonTests
{
    private static readonly MeasuredGpu _well =
        GpuRuns.Gpu("GPU-a", GpuRuns.Rate(GpuFigure.Fp16Gemm, 600, 610, 620), GpuRuns.Rate(GpuFigure.Int8Gemm, 1000));

    private static readonly MeasuredGpu _slow =
        GpuRuns.Gpu("GPU-a", GpuRuns.Rate(GpuFigure.Fp16Gemm, 300, 305, 310), GpuRuns.Rate(GpuFigure.Int8Gemm, 1001));

    [Test]
    public void A_drop_is_named_with_how_far_and_since_when()
    {
        GpuComparison comparison = GpuComparison.Of([GpuRuns.Of(1_700_000_000, _well)], GpuRuns.Of(1_700_000_060, _slow)).Single();

        GpuFinding drop = comparison.Drops().Single();
        Assert.That((drop.Code, drop.Gpu, drop.IsGrave()), Is.EqualTo((GpuFindingCode.Slower, "GPU-a", false)));
        Assert.That(drop.Message, Is.EqualTo("This GPU is slower than on 2023-11-14 22:13 UTC: FP16 GEMM 0.50 x of what it was."));
        Assert.That(
            comparison.Changes.Select(change => (change.Figure, change.Notable)),
            Is.EqualTo(new[] { (GpuFigure.Fp16Gemm, true), (GpuFigure.Int8Gemm, false) }));
    }

    [Test]
    public void What_is_better_or_as_before_is_no_finding()
    {
        Assert.That(GpuComparison.Of([GpuRuns.Of(1, _slow)], GpuRuns.Of(2, _well)).Single().Drops(), Is.Empty);
        Assert.That(GpuComparison.Of([GpuRuns.Of(1, _well)], GpuRuns.Of(2, _well)).Single().Drops(), Is.Empty);
    }

    [Test]
    public void A_run_is_compared_with_the_last_of_its_kind_on_the_same_gpu_by_the_same_kernels()
    {
        GpuBenchRun now = GpuRuns.Of(9, _well);
        GpuBenchRun[] others =
        [
            GpuRuns.Of(1, _well) with { Quick = false },
            GpuRuns.Of(2, _well) with { Simulated = true },
            GpuRuns.Of(3, _well with { Path = "sm_80" }),
            GpuRuns.Of(4, GpuRuns.Gpu("GPU-b", GpuRuns.Rate(GpuFigure.Fp16Gemm, 1))),
            GpuRuns.Of(5, _well with { Figures = [] }),
        ];

        Assert.That(GpuComparison.Of(others, now), Is.Empty);
        Assert.That(GpuComparison.Of([GpuRuns.Of(6, _slow), GpuRuns.Of(7, _well), .. others], now).Single().PreviousAt, Is.EqualTo(7));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_run_comes_back_as_it_was_kept_with_what_nvml_did_not_say(CancellationToken token)
    {
        using Machine.TemporaryDirectory directory = new();
        RunHistory<GpuBenchRun> history = new(directory["gpus.jsonl"], GpuBenchJson.Default.GpuBenchRun);
        GpuBenchRun run = GpuRuns.Of(5, _well with { Findings = [new GpuFinding(GpuFindingCode.Slowed, "m", "r")] });
        await history.AddAsync(run, token);

        GpuBenchRun back = (await history.ReadAsync(token)).Single();
        Assert.That(Json(back), Is.EqualTo(Json(run)));
        Assert.That(Json(run), Does.StartWith("""{"measuredAt":5,"quick":true,"simulated":false,"driver":"550.54","gpus":[{"""));
        Assert.That(Json(run), Does.Contain("""{"figure":"fp16_gemm","unit":"flop/s","median":610,"min":600,"max":620,"windows":3,"""));
    }

    private static string Json(GpuBenchRun run) => JsonSerializer.Serialize(run, GpuBenchJson.Default.GpuBenchRun);
}
