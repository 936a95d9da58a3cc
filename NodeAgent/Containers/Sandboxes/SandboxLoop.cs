namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>
/// Fills the pool, and again a while after one was taken: the job that took it is being started, and a sandbox for the next one would
/// take its time. Waits while the engine is away.
/// </summary>
internal sealed partial class SandboxLoop(SandboxPool pool, TimeProvider time, ILogger<SandboxLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Standoff = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await pool.FillAsync(stoppingToken);
                await pool.WaitUntilTakenAsync(stoppingToken);
                await Task.Delay(Standoff, time, stoppingToken);
            }
            catch (Exception error) when (error is EngineUnavailableException or EngineException)
            {
                Log.FillFailed(log, error.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "No network sandbox could be made ready, jobs start more slowly: {Reason}")]
        public static partial void FillFailed(ILogger log, string reason);
    }
}
