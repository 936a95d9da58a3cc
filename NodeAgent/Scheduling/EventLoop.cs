using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// Sends events as they happen, while the sync is parked. What it sends may arrive twice; the scheduler applies each
/// sequence once.
/// </summary>
public sealed partial class EventLoop(SchedulerClient scheduler, Workbench bench, ILogger<EventLoop> logger)
{
    private readonly NodeJournal _journal = bench.Journal;
    private readonly Wake _wake = new();

    public async Task RunAsync(CancellationToken token)
    {
        var backoff = new Backoff(bench.Rules.SchedulerRetry.First, bench.Rules.SchedulerRetry.Most, bench.Random);
        _journal.Changed += _wake.Call;
        try
        {
            while (!token.IsCancellationRequested)
            {
                try
                {
                    await SendAsync(token);
                    backoff.Reset();
                    await _wake.WaitAsync(token);
                }
                catch (Exception e) when (
                    e is SchedulerUnreachableException or SchedulerRefusedException or SchedulerDistrustedException or SqliteException)
                {
                    Log.NotSent(logger, e.Message);
                    await Task.Delay(backoff.Next((e as SchedulerUnreachableException)?.RetryAfter), bench.Time, token);
                }
            }
        }
        finally
        {
            _journal.Changed -= _wake.Call;
        }
    }

    private async Task SendAsync(CancellationToken token)
    {
        while (_journal.Events.Next is { Count: > 0 } events)
        {
            bench.Steps.Before(Step.SendEvents);
            EventsReply reply = await scheduler.SendEventsAsync(new EventsRequest { Boot = _journal.Facts.Boot, Events = events }, token);
            bench.Steps.After(Step.SendEvents);
            _journal.AckEvents(reply.AckEvent);
            if (reply.AckEvent < events[0].Sequence)
            {
                // It answers and stores nothing: no reason to ask in a circle.
                throw new SchedulerUnreachableException(
                    $"The scheduler acknowledged event {reply.AckEvent} and not {events[0].Sequence}", null, null);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Events could not be sent: {Problem}")]
        public static partial void NotSent(ILogger logger, string problem);
    }
}
