using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.NodeAgent.Measuring;

namespace DePin.NodeAgent.Tests.Measuring;

/// <summary>Which of the kept measurements still stand for a GPU.</summary>
public sealed class MeasuredGpusTests
{
    private const long Month = 30 * 24 * 3600;
    private const long At = 1_000_000;

    [TestCase(0, ExpectedResult = true)]
    [TestCase(Month - 1, ExpectedResult = true)]
    [TestCase(Month, ExpectedResult = false)]
    [TestCase(-1, ExpectedResult = false, Description = "measured in the future: the clock was set back")]
    public bool A_measurement_lasts_a_month(long age) => Recent(At + age, Run(At, Gpu("GPU-a", 1))).ContainsKey("GPU-a");

    [Test]
    public void The_last_word_on_each_gpu_counts_and_one_that_was_left_alone_has_none()
    {
        GpuFinding busy = new(GpuFindingCode.Busy, "m", "r"), wrong = new(GpuFindingCode.WrongResult, "m", "r");
        GpuBenchRun[] runs =
        [
            Run(At, Gpu("GPU-a", 1), Gpu("GPU-b", 2), Gpu("GPU-c", 3)),
            Run(At + 1, Gpu("GPU-a", 10)),
            Run(At + 2, MeasuredGpu.Left("GPU-b", null, null, busy), MeasuredGpu.Left("GPU-c", null, null, wrong)),
        ];

        IReadOnlyDictionary<string, MeasuredGpu> recent = Recent(At + 3, runs);

        Assert.That(recent["GPU-a"].Find(GpuFigure.Fp16Gemm)!.Median, Is.EqualTo(10));
        Assert.That(recent["GPU-b"].Find(GpuFigure.Fp16Gemm)!.Median, Is.EqualTo(2));
        Assert.That(recent["GPU-c"].IsTrustworthy(), Is.False);
    }

    [Test]
    public void What_a_simulated_driver_said_stands_for_no_hardware()
    {
        GpuBenchRun simulated = Run(At, Gpu("GPU-a", 1)) with { Simulated = true };

        Assert.That(Recent(At, simulated), Is.Empty);
        Assert.That(MeasuredGpus.Recent([simulated], simulated: true, DateTimeOffset.FromUnixTimeSeconds(At)), Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(10_000)]
    public async Task Runs_are_kept_compared_and_found_again_and_one_without_numbers_is_not_kept(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        MeasuredGpus gpus = new(directory.Path, TimeProvider.System);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        GpuFinding busy = new(GpuFindingCode.Busy, "m", "r");

        Assert.That(await gpus.KeepAsync(Run(now, MeasuredGpu.Left("GPU-a", null, null, busy)), token), Is.Empty);
        Assert.That(File.Exists(directory[MeasuredGpus.HistoryFile]), Is.False);
        Assert.That(await gpus.FindRecentAsync(simulated: false, token), Is.Empty);

        Assert.That(await gpus.KeepAsync(Run(now - 5, Gpu("GPU-a", 100)), token), Is.Empty, "there was none before");
        Assert.That((await gpus.FindRecentAsync(simulated: false, token)).Keys, Is.EqualTo(new[] { "GPU-a" }));
        IReadOnlyList<GpuComparison> compared = await gpus.KeepAsync(Run(now, Gpu("GPU-a", 50)), token);
        Assert.That(compared.Single().Drops().Single().Message, Does.Contain("FP16 GEMM 0.50 x"));
    }

    private static IReadOnlyDictionary<string, MeasuredGpu> Recent(long now, params GpuBenchRun[] runs) =>
        MeasuredGpus.Recent(runs, simulated: false, DateTimeOffset.FromUnixTimeSeconds(now));

    private static GpuBenchRun Run(long at, params MeasuredGpu[] gpus) =>
        new() { MeasuredAt = at, Quick = true, Simulated = false, Gpus = gpus, Peers = [], PeerFindings = [] };

    private static MeasuredGpu Gpu(string uuid, double fp16) => new()
    {
        Uuid = uuid,
        Path = "sm_90a",
        Seconds = 5,
        Figures = [GpuMeasurement.Of(GpuFigure.Fp16Gemm, MeasurementUnit.FlopsPerSecond, [fp16], "by hand", null)],
        Unmeasured = [],
        Findings = [],
    };
}
