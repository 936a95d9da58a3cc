using System.Diagnostics;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// From Created to Running, once: only while the lease holds, and never for a job that shall stop. A container that was started before the
/// journal could say so is found running, or ended, and treated as started.
/// </summary>
internal sealed class Start(Workbench bench)
{
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(500);

    /// <returns>Null when it was started.</returns>
    public async Task<Incident?> RunAsync(Attempt attempt, AttemptSignals signals, CancellationToken token)
    {
        ContainerName name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
        if (!MayStart(attempt, signals))
        {
            // Unless it was started already: then it is supervised, which stops it.
            ContainerSnapshot? found = await bench.Engine.AskAsync(it => bench.Runtime.InspectAsync(name, it), token);
            if (found is { State: ContainerState.Created } && !await LeaseAsync(attempt, signals, token))
            {
                ConcludeStopped(attempt);
                return null;
            }
        }

        bench.Steps.Before(Step.StartContainer);
        StartOutcome outcome = await bench.Engine.AskAsync(it => bench.Runtime.StartAsync(name, it), token);
        bench.Steps.After(Step.StartContainer);
        return outcome switch
        {
            StartOutcome.Started or StartOutcome.AlreadyEnded => await StartedAsync(attempt, name, token),
            StartOutcome.Refused it => Incidents.Of(it.Blame, it.Reason, it.Shown),
            StartOutcome.Gone => new Incident.ContainerVanished("it was removed before it could be started"),
            _ => throw new UnreachableException(),
        };
    }

    private bool MayStart(Attempt attempt, AttemptSignals signals) => !signals.Stop.IsCancellationRequested
        && LeaseClock.StopAt(bench.Journal.Find(attempt.Id)!, bench.Rules, bench.KernelBoot) > bench.Time.Uptime();

    /// <summary>Waits until the lease is good for more than a stop; false when the job shall not run at all.</summary>
    private async Task<bool> LeaseAsync(Attempt attempt, AttemptSignals signals, CancellationToken token)
    {
        while (!MayStart(attempt, signals))
        {
            if (signals.Stop.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(_lookAgain, bench.Time, token);
        }

        return true;
    }

    private void ConcludeStopped(Attempt attempt)
    {
        Attempt now = bench.Journal.Find(attempt.Id)!;
        var created = (AttemptState.Created)now.State;
        Conclusion conclusion = Conclusions.NeverRan(
            now, created.Image, VerdictTable.NeverRan(now.Stop, null), null, bench.Clock.Milliseconds());
        bench.Journal.Advance(attempt.Id, new AttemptState.Concluded(conclusion), Step.JournalConcluded);
    }

    private async Task<Incident?> StartedAsync(Attempt attempt, ContainerName name, CancellationToken token)
    {
        ContainerSnapshot? found = await bench.Engine.AskAsync(it => bench.Runtime.InspectAsync(name, it), token);
        long now = bench.Time.Milliseconds();

        // An engine that was killed in the middle of a start says afterwards that it was in the year 1.
        long startedAt = found?.State switch
        {
            ContainerState.Running { StartedAt: var at } when at > DateTimeOffset.UnixEpoch => at.ToUnixTimeMilliseconds(),
            ContainerState.Exited { StartedAt: var at } when at > DateTimeOffset.UnixEpoch => at.ToUnixTimeMilliseconds(),
            _ => now,
        };

        // The wall clock is believed for this once, about the short while since the start; the timeout and what is attested count on the
        // boot clock from here on.
        TimeSpan uptime = bench.Time.Uptime();
        TimeSpan ago = TimeSpan.FromMilliseconds(Math.Clamp(now - startedAt, 0, uptime.TotalMilliseconds));
        var start = new RunStart(bench.Clock.Correct(startedAt), uptime - ago, bench.KernelBoot);
        var created = (AttemptState.Created)attempt.State;
        bench.Journal.Advance(attempt.Id, new AttemptState.Running(created.Image, start), Step.JournalRunning);
        return null;
    }
}
