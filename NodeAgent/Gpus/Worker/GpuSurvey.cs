using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Worker;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// Looks at the machine's GPUs once, and tries each out where that is asked for. On a machine without a driver no process is started and
/// no library loaded.
/// </summary>
internal sealed class GpuSurvey(WorkerStart start, TimeProvider time) : IAsyncDisposable
{
    private readonly List<GpuFinding> _findings = [];
    private readonly List<GpuCheck> _checks = [];
    private readonly WorkerSeat _seat = new(start, time);

    /// <summary>Only a look: nothing runs on any of them.</summary>
    public static async Task<GpuInventory> LookAsync(WorkerStart start, TimeProvider time, CancellationToken token)
    {
        await using GpuSurvey survey = new(start, time);
        return (await survey.TakeAsync(tryOut: false, new Progress<Gpu>(), token)).Inventory;
    }

    /// <param name="progress">Told which GPU is being tried out.</param>
    public async Task<GpuReport> TakeAsync(bool tryOut, IProgress<Gpu> progress, CancellationToken token)
    {
        using GpuHost host = new(start.Paths, time);
        GpuSight sight = await host.LookAsync(token);
        if (sight.Silent || !sight.Host.MayAskLibraries())
        {
            return new GpuReport(GpuMerge.Of(sight.Host, null).With(SilentDriver.Of(sight)), []);
        }

        WorkerOutcome outcome = await AskAsync(id => new GpuQuestion.Look { Id = id }, token);
        if (outcome is not WorkerOutcome.Answered { Word: GpuWord.Seen { Sight: var said } })
        {
            return new GpuReport(GpuMerge.Of(sight.Host, null).With([WorkerFindings.Of(outcome, gpu: null)]), []);
        }

        GpuInventory inventory = GpuMerge.Of(sight.Host, said);

        foreach (Gpu gpu in inventory.Gpus.Where(gpu => tryOut && gpu.Usable))
        {
            progress.Report(gpu);
            await TryOutAsync(gpu.Uuid, token);
        }

        TakeXids();
        return new GpuReport(inventory.With(_findings), _checks);
    }

    public ValueTask DisposeAsync() => _seat.DisposeAsync();

    private async Task TryOutAsync(string gpu, CancellationToken token)
    {
        WorkerOutcome outcome = await AskAsync(id => new GpuQuestion.Check { Id = id, Gpu = gpu }, token);
        switch (outcome)
        {
            case WorkerOutcome.Answered { Word: GpuWord.Checked { Check: { } check } }:
                _checks.Add(check);
                _findings.AddRange(check.Findings);
                break;
            case WorkerOutcome.Answered:
                _findings.Add(WorkerFindings.NotOffered(gpu));
                break;
            default:
                _findings.Add(WorkerFindings.Of(outcome, gpu));
                break;
        }
    }

    /// <summary>Of the worker that there is, or of a new one where the last has ended: one for each GPU at most.</summary>
    private async Task<WorkerOutcome> AskAsync(Func<int, GpuQuestion> question, CancellationToken token)
    {
        if (_seat.Worker is { IsStuck: true, Id: var stuck })
        {
            return new WorkerOutcome.NotStarted($"process {stuck} is caught in the driver");
        }

        if (_seat.Worker is { HasExited: true })
        {
            TakeXids();
            await _seat.EndAsync();
        }

        return await _seat.AskAsync(question, null, token);
    }

    private void TakeXids() => _findings.AddRange(_seat.TakeXids().Select(WorkerFindings.Of));
}
