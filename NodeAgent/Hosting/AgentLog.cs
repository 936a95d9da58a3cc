namespace DePin.NodeAgent.Hosting;

/// <summary>The service's log: for systemd's journal when it listens, otherwise for a person.</summary>
internal static class AgentLog
{
    public static ILoggerFactory Open(LevelSwitch level) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter(level.IsOn);
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null)
        {
            logging.AddSystemdConsole();
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            });
        }
    });
}
