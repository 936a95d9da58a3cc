using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Takes one attempt from whatever state the journal has it in to its end, one stage at a time. A stage may fail and be taken again; it is
/// interrupted when the attempt shall stop or its lease is lost, and then the state says what comes next. Runs of different attempts share
/// nothing but the workbench.
/// </summary>
internal sealed partial class AttemptRun(AttemptId id, Workbench bench, AttemptStages stages, ILogger logger)
{
    private readonly Backoff _backoff = new(bench.Rules.EngineRetry.First, bench.Rules.EngineRetry.Most, bench.Random);

    /// <summary>Returns when the attempt has ended, or when <paramref name="token"/> ends the agent's work on it.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        using AttemptSignals signals = new(id, bench.Journal);
        using var whileHeld = CancellationTokenSource.CreateLinkedTokenSource(token, signals.Lost);
        await using var log = new LogDelivery(id, bench, signals.LogGrown, logger);
        while (bench.Journal.Find(id) is { State: not AttemptState.Ended } attempt)
        {
            if (attempt.State is not (AttemptState.Accepted or AttemptState.Preparing or AttemptState.Created or AttemptState.Lost))
            {
                log.Start(whileHeld.Token);
            }

            Log.StageBegan(logger, id.Short, attempt.State.Name);
            if (attempt.State is AttemptState.Concluded { Conclusion: { Incident: not null, OwnersReason: var reason } })
            {
                Log.Befell(logger, id.Short, reason);
            }

            await TakeStageAsync(attempt, signals, log, token);
            signals.LogGrown.Call();
            token.ThrowIfCancellationRequested();
        }

        bench.Progress.Clear(id);
    }

    private async Task TakeStageAsync(Attempt attempt, AttemptSignals signals, LogDelivery log, CancellationToken token)
    {
        using var unlessLost = CancellationTokenSource.CreateLinkedTokenSource(token, signals.Lost);
        try
        {
            await StageAsync(attempt, signals, log, unlessLost.Token, token);
            _backoff.Reset();
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Interrupted: the journal says why.
        }
        catch (SchedulerRefusedException e) when (e.Code is Protocol.Wire.ProblemCode.LeaseLost)
        {
            bench.Journal.Refuse(id, e.Problem.Detail);
            Log.LeaseLost(logger, id.Short, e.Problem.Detail);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            await TroubleAsync(attempt, e, token);
        }
    }

    private Task StageAsync(Attempt attempt, AttemptSignals signals, LogDelivery log, CancellationToken unlessLost, CancellationToken token)
    {
        switch (attempt.State)
        {
            case AttemptState.Accepted or AttemptState.Preparing:
                return stages.PrepareAsync(attempt, signals, unlessLost);
            case AttemptState.Created:
                return stages.StartAsync(attempt, signals, unlessLost);
            case AttemptState.Running:
                return stages.SuperviseAsync(attempt, signals, unlessLost);
            case AttemptState.Exited:
                return stages.CollectAsync(attempt, signals, unlessLost);
            case AttemptState.Concluded concluded:
                stages.Seal(attempt, concluded.Conclusion);
                return Task.CompletedTask;
            case AttemptState.Sealed sealedState:
                return stages.DeliverAsync(attempt, sealedState, log, unlessLost);
            default:
                return stages.CleanUpAsync(attempt, token);
        }
    }

    /// <summary>What an attempt must live with. Anything else is a mistake in this program, and ends it.</summary>
    private static bool IsTrouble(Exception e) => e is EngineException or EngineUnavailableException or SchedulerUnreachableException
        or SchedulerRefusedException or SchedulerDistrustedException or IOException or UnauthorizedAccessException or SqliteException;

    private async Task TroubleAsync(Attempt attempt, Exception e, CancellationToken token)
    {
        TimeSpan wait = _backoff.Next((e as SchedulerUnreachableException)?.RetryAfter);
        Log.Trouble(logger, id.Short, attempt.State.Name, e.Message);
        if (e is EngineUnavailableException away)
        {
            bench.Engine.Away(away);
        }

        // What fails again and again is this machine's fault; the job may do well elsewhere. A job that runs, or ran, gets more patience.
        bool beforeRun = attempt.State is AttemptState.Accepted or AttemptState.Preparing or AttemptState.Created;
        int tries = beforeRun ? bench.Rules.EngineTries : bench.Rules.EngineTriesOfRun;
        bool hopeless = e is (EngineException or IOException) && _backoff.Failures >= tries;
        if (hopeless && (beforeRun || attempt.State is AttemptState.Running or AttemptState.Exited))
        {
            Incident incident = e is IOException io && Incidents.IsDiskFull(io)
                ? new Incident.HostDiskFull(e.Message)
                : new Incident.EngineFailed(e.Message);
            stages.Fail(attempt, incident);
            _backoff.Reset();
            return;
        }

        await Task.Delay(wait, bench.Time, token);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Attempt {Attempt}: {State}.")]
        public static partial void StageBegan(ILogger logger, string attempt, string state);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} came to nothing: {Reason}")]
        public static partial void Befell(ILogger logger, string attempt, string reason);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} lost its lease: {Detail}")]
        public static partial void LeaseLost(ILogger logger, string attempt, string detail);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} ({State}) met trouble and goes on trying: {Problem}")]
        public static partial void Trouble(ILogger logger, string attempt, string state, string problem);
    }
}
