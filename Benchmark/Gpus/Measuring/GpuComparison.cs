using System.Globalization;
using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>A GPU beside itself in the last run of the same kind, by the same kernels. Pure.</summary>
/// <param name="PreviousAt">When the earlier run ended, Unix seconds.</param>
public sealed record GpuComparison(string Gpu, long PreviousAt, IReadOnlyList<FigureChange<GpuFigure>> Changes)
{
    /// <param name="before">Oldest first.</param>
    /// <returns>One for each GPU that was measured before.</returns>
    public static IReadOnlyList<GpuComparison> Of(IReadOnlyList<GpuBenchRun> before, GpuBenchRun now)
    {
        GpuBenchRun[] alike = [.. before.Where(run => run.Quick == now.Quick && run.Simulated == now.Simulated).Reverse()];
        return [.. now.Gpus.SelectMany(gpu => Of(alike, gpu))];
    }

    /// <summary>What got worse, in one sentence; nothing where nothing did.</summary>
    public IEnumerable<GpuFinding> Drops()
    {
        FigureChange<GpuFigure>[] drops = [.. Changes.Where(change => change.IsDrop())];
        if (drops.Length == 0)
        {
            yield break;
        }

        string when = DateTimeOffset.FromUnixTimeSeconds(PreviousAt).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        string what = string.Join(", ", drops.Select(drop =>
            string.Create(CultureInfo.InvariantCulture, $"{GpuFigures.Words(drop.Figure)} {drop.Ratio:0.00} x")));
        yield return new GpuFinding(
            GpuFindingCode.Slower,
            $"This GPU is slower than on {when}: {what} of what it was.",
            "Compare its clocks, its power and what held them back with --json; see to its cooling and power limit, end what else uses it.",
            Gpu);
    }

    private static IEnumerable<GpuComparison> Of(IEnumerable<GpuBenchRun> alike, MeasuredGpu now)
    {
        var earlier = alike.Select(run => (run.MeasuredAt, Gpu: run.Gpus.FirstOrDefault(gpu => IsOfOne(gpu, now))))
            .FirstOrDefault(run => run.Gpu is not null);
        if (earlier.Gpu is { } before)
        {
            yield return new GpuComparison(
                now.Uuid, earlier.MeasuredAt, [.. now.Figures.SelectMany(figure => Change(before.Find(figure.Figure), figure))]);
        }
    }

    private static bool IsOfOne(MeasuredGpu before, MeasuredGpu now) =>
        before.Uuid == now.Uuid && before.Path == now.Path && before.Figures.Count > 0;

    private static IEnumerable<FigureChange<GpuFigure>> Change(GpuMeasurement? before, GpuMeasurement now) =>
        before is not null && now.Numbers().Since(before.Numbers(), now.Figure, now.Unit) is { } change ? [change] : [];
}
