using DePin.EndToEnd.Product;

namespace DePin.EndToEnd.Chaos;

/// <summary>
/// The real agent, scheduler and dockerd, killed one after the other at random while jobs run. (1) a witness job that never ends, whose
/// log tells when work goes on after a fault; (2) the workload beside it; (3) blow after blow, each followed by a restart at once, as
/// systemd would; (4) when all is quiet: the ledger, and what is left behind.
/// </summary>
internal sealed class ChaosRun
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(120);

    /// <summary>A step that no job takes in this time is not awaited longer; the agent is killed where it is.</summary>
    private static readonly TimeSpan _stepBound = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan _inFlight = TimeSpan.FromMilliseconds(500);
    private readonly Deployment _depin;
    private readonly Random _random;
    private readonly List<Recovery> _recoveries = [];
    private readonly Witness _witness;

    private ChaosRun(Deployment depin, Random random, Witness witness)
    {
        _depin = depin;
        _random = random;
        _witness = witness;
    }

    /// <param name="progress">Told of each fault.</param>
    /// <param name="logs">Where the programs' logs are put when a promise was broken.</param>
    public static async Task<ChaosReport> RunAsync(
        int seed, int kills, string logs, Func<string, Task> progress, CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: true, token);
        bool held = false;
        try
        {
            Witness witness = await Witness.StartAsync(depin, _bound, token);
            ChaosReport report = await new ChaosRun(depin, new Random(seed), witness).RunAsync(seed, kills, progress, token);
            held = report.Violations.Count == 0;
            return report;
        }
        finally
        {
            if (!held)
            {
                depin.KeepLogs(logs);
            }
        }
    }

    private async Task<ChaosReport> RunAsync(int seed, int kills, Func<string, Task> progress, CancellationToken token)
    {
        string process = await _witness.ProcessAsync(token);
        var workload = new ChaosWorkload(_depin, new Random(seed + 1));
        using CancellationTokenSource enough = new();
        Task working = workload.RunAsync(enough.Token, token);
        int dealt = 0;
        while (dealt < kills)
        {
            ChaosFault fault = ChaosFault.Draw(_random);
            dealt += fault.Kills;
            await progress($"{dealt}/{kills} {fault}: went on after {(await DealAsync(fault, token)).TotalSeconds:F2} s; "
                + $"{workload.Finished.Count} jobs done, {workload.Violations.Count} promises broken");
        }

        await enough.CancelAsync();
        await working;
        string[] replaced = await _witness.ProcessAsync(token) == process ? [] : ["the witness's process is not the one it began with"];
        IReadOnlyList<string> found = await new ChaosAudit(_depin, _witness.Job).ViolationsAsync(workload.Finished, token);
        List<string> violations = [.. workload.Violations, .. replaced, .. found];
        return new ChaosReport(
            seed, dealt, workload.Finished.Count, workload.Finished.Sum(job => job.Attempts.Count), _recoveries, violations);
    }

    private async Task<TimeSpan> DealAsync(ChaosFault fault, CancellationToken token)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(100, 1200)), TimeProvider.System, token);
        await KillAsync(fault, token);
        long reached = await _witness.LogBytesAsync(token) ?? 0;
        long restarted = TimeProvider.System.GetTimestamp();
        await RestartAsync(fault, token);
        await _witness.GoesOnAsync(reached, _bound, () => $"after {fault}", token);
        TimeSpan took = TimeProvider.System.GetElapsedTime(restarted);
        _recoveries.Add(new Recovery(fault.Victim, took));
        return took;
    }

    private async Task KillAsync(ChaosFault fault, CancellationToken token)
    {
        if (fault is ChaosFault.Agent or ChaosFault.AgentAtStep or ChaosFault.AgentAndScheduler)
        {
            await _depin.Node.KillAsync(token);
        }

        if (fault is ChaosFault.Scheduler or ChaosFault.AgentAndScheduler)
        {
            await _depin.Scheduler.KillAsync(token);
        }

        if (fault is ChaosFault.Engine)
        {
            await _depin.Engine.KillAsync(token);

            // What the agent had read by then is still on its way to the scheduler, and is no sign of life.
            await Task.Delay(_inFlight, TimeProvider.System, token);
        }

        if (fault is ChaosFault.AgentAtStep { Point: var point })
        {
            _depin.LaunchNode(point);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(token);
            bound.CancelAfter(_stepBound);
            // TIDY: the bound ends the wait, not the run
            await ((Task)_depin.Node.WaitForExitAsync(bound.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            token.ThrowIfCancellationRequested();
            await _depin.Node.KillAsync(token);
        }
    }

    private async Task RestartAsync(ChaosFault fault, CancellationToken token)
    {
        if (fault is ChaosFault.Engine)
        {
            await _depin.Engine.StartAsync(token);
        }

        if (fault is ChaosFault.Scheduler or ChaosFault.AgentAndScheduler)
        {
            _depin.LaunchScheduler();
        }

        if (fault is ChaosFault.Agent or ChaosFault.AgentAtStep or ChaosFault.AgentAndScheduler)
        {
            _depin.LaunchNode();
        }
    }
}
