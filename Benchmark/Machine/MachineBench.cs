namespace DePin.Benchmark.Machine;

/// <summary>Measures processor, memory, disk and network, one after another so that none disturbs the next.</summary>
public sealed class MachineBench(TimeProvider time)
{
    /// <param name="progress">Told when each figure begins and ends; called from the measuring threads.</param>
    /// <returns>The report; what could not be measured is a finding in it, not an exception.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; no thread, file or memory of the run is left.</exception>
    public Task<MachineReport> RunAsync(MachineBenchRequest request, IProgress<BenchProgress> progress, CancellationToken token) =>
        RunAsync(request, request.Quick ? BenchPlan.Quick : BenchPlan.Full, progress, token);

    internal async Task<MachineReport> RunAsync(
        MachineBenchRequest request, BenchPlan plan, IProgress<BenchProgress> progress, CancellationToken token)
    {
        long start = time.GetTimestamp();
        (long stolenBefore, long totalBefore) = MachineFactsReader.CpuTicks("/");
        MachineFacts facts = MachineFactsReader.Read("/");
        BenchRun run = new(plan, time, facts, progress, request.Scheduler is not null);
        await DedicatedThread.RunAsync("bench", () => run.MeasureLocal(request.Directory, token));
        if (request.Scheduler is not null)
        {
            await run.MeasureNetworkAsync(request.Scheduler, token);
        }

        (long stolen, long total) = MachineFactsReader.CpuTicks("/");
        double stolenShare = total > totalBefore ? (double)(stolen - stolenBefore) / (total - totalBefore) : 0;
        return new MachineReport
        {
            MeasuredAt = time.GetUtcNow().ToUnixTimeSeconds(),
            Quick = request.Quick,
            Seconds = time.GetElapsedTime(start).TotalSeconds,
            Machine = facts,
            Figures = run.Figures,
            Findings = [.. run.Findings, .. MachineFindings.Of(facts, run.Figures, stolenShare)],
        };
    }
}
