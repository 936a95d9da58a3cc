using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>The stages of an attempt, each from one state of <see cref="AttemptState"/> to a later one.</summary>
internal sealed class AttemptStages(
    Workbench bench, Preparation preparation, Start start, Supervision supervision, Collection collection, Sealing sealing,
    Delivery delivery)
{
    public async Task PrepareAsync(Attempt attempt, AttemptSignals signals, CancellationToken token)
    {
        using var unlessStopped = CancellationTokenSource.CreateLinkedTokenSource(token, signals.Stop);
        Incident? incident = null;
        try
        {
            incident = await preparation.RunAsync(attempt, unlessStopped.Token);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested && !token.IsCancellationRequested)
        {
            // The verdict says who stopped it.
        }

        ConcludeIfNeverRan(attempt, incident);
    }

    public async Task StartAsync(Attempt attempt, AttemptSignals signals, CancellationToken token) =>
        ConcludeIfNeverRan(attempt, await start.RunAsync(attempt, signals, token));

    public Task SuperviseAsync(Attempt attempt, AttemptSignals signals, CancellationToken token) =>
        supervision.RunAsync(attempt, signals, token);

    public Task CollectAsync(Attempt attempt, AttemptSignals signals, CancellationToken token) =>
        collection.RunAsync(attempt, signals.LogGrown, token);

    public void Seal(Attempt attempt, Conclusion conclusion) => sealing.Run(attempt, conclusion);

    public Task DeliverAsync(Attempt attempt, AttemptState.Sealed state, LogDelivery log, CancellationToken token) =>
        delivery.RunAsync(attempt, state, log, token);

    /// <summary>From Acknowledged or Lost to Ended: container, network, sandbox and spool are gone.</summary>
    public async Task CleanUpAsync(Attempt attempt, CancellationToken token)
    {
        ContainerName name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
        bench.Steps.Before(Step.RemoveContainer);
        await bench.Engine.AskAsync(it => bench.Runtime.RemoveAsync(name, it), token);
        bench.Steps.After(Step.RemoveContainer);
        bench.Steps.Before(Step.RemoveSpool);
        bench.Spools.Remove(attempt.Id);
        bench.Steps.After(Step.RemoveSpool);
        long now = bench.Time.Milliseconds();
        AttemptState ended = attempt.State switch
        {
            AttemptState.Acknowledged { Conclusion: var it, Sequence: var sequence } =>
                new AttemptState.Ended(
                    it.Verdict.Outcome, it.OwnersReason, it.ExitCode, sequence, now, it.Verdict.Code, VerdictFacts.Of(attempt, it)),
            AttemptState.Lost { Reason: var reason } => new AttemptState.Ended(null, reason, Conclusions.NoExitCode, null, now),
            _ => throw new InvalidOperationException($"Attempt {attempt.Id.Short} is {attempt.State.Name} and not ready to be cleaned up"),
        };
        bench.Journal.Advance(attempt.Id, ended, Step.JournalEnded, draft =>
        {
            bench.Journal.Spools.Clear(draft, attempt.Id);
            bench.Journal.Checkpoints.Clear(draft, attempt.Id);
            if (attempt.Conclusion?.Image is { } image)
            {
                bench.Journal.Images.Used(draft, JobContainer.Image(attempt.Lease.Spec.Image, image));
            }
        });
    }

    /// <summary>Ends an attempt that this machine failed.</summary>
    public void Fail(Attempt attempt, Incident incident)
    {
        Attempt now = bench.Journal.Find(attempt.Id)!;
        if (now.State is AttemptState.Exited exited)
        {
            collection.ConcludeWithoutOutputs(now, exited, incident);
        }
        else
        {
            Conclude(now, now.Stop, incident);
        }
    }

    /// <summary>An attempt that cannot run, or was stopped before it could, is concluded at once.</summary>
    private void ConcludeIfNeverRan(Attempt attempt, Incident? incident)
    {
        Attempt now = bench.Journal.Find(attempt.Id)!;
        bool stopped = now.Stop is not null && now.State is (AttemptState.Accepted or AttemptState.Preparing);
        if (incident is not null || stopped)
        {
            Conclude(now, incident is null ? now.Stop : null, incident);
        }
    }

    private void Conclude(Attempt attempt, StopOrder? stop, Incident? incident)
    {
        ContentHash? image = attempt.State switch
        {
            AttemptState.Preparing { Image: var pinned } => pinned,
            AttemptState.Created { Image: var pinned } => pinned,
            _ => null,
        };
        Conclusion conclusion = Conclusions.NeverRan(
            attempt, image, VerdictTable.NeverRan(stop, incident), incident, bench.Clock.Milliseconds());
        bench.Journal.Advance(attempt.Id, new AttemptState.Concluded(conclusion), Step.JournalConcluded);
    }
}
