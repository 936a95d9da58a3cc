using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Auditing;

/// <summary>
/// Looks now and then whether somebody is to be asked for a proof. The engine decides who; randomness and signatures are made here, off its
/// thread; the engine sends them, all at one moment.
/// </summary>
internal sealed partial class AuditLoop(
    SchedulerEngine engine, ChallengeMaker maker, SchedulerOptions options, TimeProvider time, ILogger<AuditLoop> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Audit.LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The scheduler stops.
        }
    }

    private async Task LookAsync(CancellationToken token)
    {
        EngineRequest.PlanAudit plan = new(Hash32.Random(), NextRoundIn());
        if (!(await engine.AskAsync(plan, token)).TryGet(out IReadOnlyList<AuditOrder>? orders, out _) || orders.Count == 0)
        {
            return;
        }

        Answer<int> asked = await engine.AskAsync(new EngineRequest.AskForProofs(maker.Make(orders)), token);
        if (asked.TryGet(out int count, out Refusal? refusal))
        {
            Log.Asked(logger, count);
        }
        else
        {
            Log.NotAsked(logger, refusal.Detail);
        }
    }

    /// <summary>Without memory, so that the rounds of the past say nothing of the next; never more than four times the mean.</summary>
    private TimeSpan NextRoundIn()
    {
        const int Grains = 1 << 30;
        double uniform = (RandomNumberGenerator.GetInt32(Grains) + 1.0) / Grains;
        return options.Audit.Every * Math.Min(4, -Math.Log(uniform));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} GPUs were asked for a proof, at one moment.")]
        public static partial void Asked(ILogger logger, int count);

        [LoggerMessage(LogLevel.Warning, "No GPU could be asked for a proof: {Problem}")]
        public static partial void NotAsked(ILogger logger, string problem);
    }
}
