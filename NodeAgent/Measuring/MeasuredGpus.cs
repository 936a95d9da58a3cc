using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.NodeAgent.Measuring;

/// <summary>What this machine's GPUs were measured to do, kept in the state directory.</summary>
/// <param name="directory">The state directory; it exists.</param>
public sealed class MeasuredGpus(string directory, TimeProvider time)
{
    /// <summary>A measurement older than this is offered no more; the service takes none by itself.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    /// <summary>In the state directory.</summary>
    public const string HistoryFile = "gpu-bench.jsonl";

    private readonly string _path = Path.Combine(directory, HistoryFile);
    private readonly RunHistory<GpuBenchRun> _history = new(
        Path.Combine(directory, HistoryFile), GpuBenchJson.Default.GpuBenchRun);

    private (DateTime Written, IReadOnlyList<GpuBenchRun> Runs) _read;

    /// <summary>Keeps a run, and compares it with what was before; one in which no GPU was measured is not kept.</summary>
    /// <exception cref="IOException">The history cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The history may not be written.</exception>
    public async Task<IReadOnlyList<GpuComparison>> KeepAsync(GpuBenchRun run, CancellationToken token)
    {
        if (run.Gpus.All(gpu => gpu.Figures.Count == 0 && gpu.IsTrustworthy()))
        {
            return [];
        }

        IReadOnlyList<GpuBenchRun> before = await _history.ReadAsync(token);
        await _history.AddAsync(run, token);
        return GpuComparison.Of(before, run);
    }

    /// <summary>What each GPU was last measured to do, by UUID, while that is recent.</summary>
    /// <param name="simulated">Of a simulated driver's GPUs, or of hardware: neither stands for the other.</param>
    public async Task<IReadOnlyDictionary<string, MeasuredGpu>> FindRecentAsync(bool simulated, CancellationToken token)
    {
        DateTime written = File.GetLastWriteTimeUtc(_path);
        if (_read.Runs is null || written != _read.Written)
        {
            _read = (written, await _history.ReadAsync(token));
        }

        return Recent(_read.Runs, simulated, time.GetUtcNow());
    }

    /// <summary>Pure: the latest word on each GPU.</summary>
    internal static IReadOnlyDictionary<string, MeasuredGpu> Recent(IReadOnlyList<GpuBenchRun> runs, bool simulated, DateTimeOffset now)
    {
        Dictionary<string, MeasuredGpu> recent = [];
        foreach (MeasuredGpu gpu in runs.Where(run => run.Simulated == simulated && IsRecent(run, now)).SelectMany(run => run.Gpus))
        {
            // One that was left alone because it had work says nothing new.
            if (gpu.Figures.Count > 0 || !gpu.IsTrustworthy())
            {
                recent[gpu.Uuid] = gpu;
            }
        }

        return recent;
    }

    private static bool IsRecent(GpuBenchRun run, DateTimeOffset now) =>
        now - DateTimeOffset.FromUnixTimeSeconds(run.MeasuredAt) is { } age && age >= TimeSpan.Zero && age < MaxAge;
}
