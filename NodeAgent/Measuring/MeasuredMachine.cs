using DePin.Benchmark.Figures;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Configuration;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Measuring;

/// <summary>What this machine was last measured to be, kept in the state directory.</summary>
public sealed class MeasuredMachine
{
    /// <summary>A measurement older than this is taken again before the node offers anything.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    /// <summary>In the state directory.</summary>
    public const string HistoryFile = "machine-bench.jsonl";

    private readonly string _directory;
    private readonly Uri? _scheduler;
    private readonly TimeProvider _time;
    private readonly RunHistory<MachineReport> _history;

    /// <param name="directory">The state directory: measured, and where the history is kept. It exists.</param>
    /// <param name="scheduler">The scheduler's URL; null measures no network.</param>
    public MeasuredMachine(string directory, Uri? scheduler, TimeProvider time)
    {
        _directory = directory;
        _scheduler = scheduler is null ? null : new Uri(scheduler, Routes.Health);
        _time = time;
        _history = new RunHistory<MachineReport>(Path.Combine(directory, HistoryFile), MachineJson.Default.MachineReport);
    }

    public MeasuredMachine(NodeOptions options, TimeProvider time)
        : this(options.StateDirectory, options.Scheduler.Url, time)
    {
    }

    /// <summary>The last run, if it is recent and was of this machine: a changed processor, memory or limit makes it worthless.</summary>
    public async Task<MachineReport?> FindRecentAsync(CancellationToken token)
    {
        IReadOnlyList<MachineReport> runs = await _history.ReadAsync(token);
        return runs is [.., MachineReport last] && Fits(last, MachineFactsReader.Read("/"), _time.GetUtcNow()) ? last : null;
    }

    /// <summary>Measures now, keeps the run, and compares it with the last of its kind.</summary>
    /// <exception cref="IOException">The history cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The history may not be written.</exception>
    public async Task<MeasuredRun> MeasureAsync(bool quick, IProgress<BenchProgress> progress, CancellationToken token)
    {
        MachineBenchRequest request = new() { Directory = _directory, Scheduler = _scheduler, Quick = quick };
        MachineReport report = await new MachineBench(_time).RunAsync(request, progress, token);
        MachineReport? before = (await _history.ReadAsync(token)).LastOrDefault(run => run.Quick == quick);
        await _history.AddAsync(report, token);
        return new MeasuredRun(report, before is null ? null : MachineComparison.Of(before, report));
    }

    /// <summary>Pure: whether a report still describes a machine.</summary>
    internal static bool Fits(MachineReport report, MachineFacts now, DateTimeOffset time) =>
        time - DateTimeOffset.FromUnixTimeSeconds(report.MeasuredAt) is { } age && age >= TimeSpan.Zero && age < MaxAge
        && report.Trustworthy()
        && report.Machine.CpuModel == now.CpuModel
        && report.Machine.UsableCores().Equals(now.UsableCores())
        && report.Machine.UsableMemoryBytes() == now.UsableMemoryBytes();
}
