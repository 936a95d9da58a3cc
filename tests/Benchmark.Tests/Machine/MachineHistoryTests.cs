using System.Text.Json;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Machine;

namespace DePin.Benchmark.Tests.Machine;

public sealed class MachineHistoryTests
{
    [Test, CancelAfter(10_000)]
    public async Task A_run_comes_back_as_it_was_added(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        RunHistory<MachineReport> history = History(directory["history.jsonl"]);
        MachineReport report = Samples.Report(100, Samples.Rate(MachineFigure.MemoryRead, 1, 2, 3));
        await history.AddAsync(report, token);

        MachineReport back = (await history.ReadAsync(token)).Single();
        Assert.That(Json(back), Is.EqualTo(Json(report)));
        Assert.That(back.Find(MachineFigure.MemoryRead), Is.EqualTo(report.Figures[0]));
    }

    [Test, CancelAfter(10_000)]
    public async Task Only_the_last_hundred_runs_are_kept(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        RunHistory<MachineReport> history = History(directory["history.jsonl"]);
        for (int at = 1; at <= 103; at++)
        {
            await history.AddAsync(Samples.Report(at), token);
        }

        IReadOnlyList<MachineReport> kept = await history.ReadAsync(token);
        Assert.That(kept.Select(run => run.MeasuredAt), Is.EqualTo(Enumerable.Range(4, 100).Select(at => (long)at)));
        Assert.That(Directory.GetFiles(directory.Path), Has.Length.EqualTo(1), "the file written beside it is gone");
        Assert.That(File.GetUnixFileMode(directory["history.jsonl"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_torn_or_foreign_line_costs_only_itself(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        RunHistory<MachineReport> history = History(directory["history.jsonl"]);
        await history.AddAsync(Samples.Report(1), token);
        await File.AppendAllTextAsync(directory["history.jsonl"], "{\"measuredAt\": 2, \"fig", token);
        await history.AddAsync(Samples.Report(3), token);
        Assert.That((await history.ReadAsync(token)).Select(run => run.MeasuredAt), Is.EqualTo(new[] { 1L, 3L }));
    }

    [Test, CancelAfter(10_000)]
    public async Task No_file_is_an_empty_history(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        Assert.That(await History(directory["none"]).ReadAsync(token), Is.Empty);
    }

    [Test]
    public void A_comparison_turns_times_so_that_more_is_better()
    {
        MachineReport before = Samples.Report(1, Samples.Time(MachineFigure.DiskSync, 4), Samples.Rate(MachineFigure.DiskRead, 100));
        MachineReport now = Samples.Report(2, Samples.Time(MachineFigure.DiskSync, 2), Samples.Rate(MachineFigure.DiskRead, 50));
        Assert.That(MachineComparison.Of(before, now).Changes, Is.EqualTo(new[]
        {
            new FigureChange<MachineFigure>(MachineFigure.DiskSync, 4, 2, 2, true),
            new FigureChange<MachineFigure>(MachineFigure.DiskRead, 100, 50, 0.5, true),
        }));
    }

    [Test]
    public void Overlapping_windows_and_small_changes_are_not_notable()
    {
        MachineReport before = Samples.Report(
            1, Samples.Rate(MachineFigure.DiskRead, 50, 100, 120), Samples.Rate(MachineFigure.MemoryRead, 100));
        MachineReport now = Samples.Report(
            2, Samples.Rate(MachineFigure.DiskRead, 110, 150, 160), Samples.Rate(MachineFigure.MemoryRead, 105));
        Assert.That(MachineComparison.Of(before, now).Changes.Select(change => change.Notable), Is.All.False);
    }

    [Test]
    public void A_figure_that_is_new_has_nothing_to_compare_with() =>
        Assert.That(
            MachineComparison.Of(Samples.Report(1), Samples.Report(2, Samples.Rate(MachineFigure.DiskRead, 1))).Changes,
            Is.Empty);

    [Test]
    public void A_report_reads_in_json_as_scripts_expect()
    {
        string json = Json(Samples.Report(7, Samples.Rate(MachineFigure.MemoryRead, 1, 2, 4)));
        const string Expected = """
            {"measuredAt":7,"quick":true,"seconds":1.5,
            "machine":{"cpuModel":"Imaginary 9000","cores":8,"vectorBits":512,"memoryBytes":17179869184,"memoryAvailableBytes":12884901888},
            "figures":[{"figure":"memory_read","unit":"B/s","median":2,"min":1,"max":4,"windows":3,"method":"by hand"}],
            "findings":[{"code":"noisy","message":"m","remedy":"r"}]}
            """;
        Assert.That(json, Is.EqualTo(Expected.ReplaceLineEndings("")));
    }

    [TestCase(new double[] { 3, 1, 2 }, ExpectedResult = 2)]
    [TestCase(new double[] { 4, 1, 2, 3 }, ExpectedResult = 2.5)]
    [TestCase(new double[] { 7 }, ExpectedResult = 7)]
    public double The_median_is_the_middle_or_the_mean_of_the_two(double[] samples) => Samples.Rate(MachineFigure.DiskRead, samples).Median;

    private static RunHistory<MachineReport> History(string path) => new(path, MachineJson.Default.MachineReport);

    private static string Json(MachineReport report) => JsonSerializer.Serialize(report, MachineJson.Default.MachineReport);
}
