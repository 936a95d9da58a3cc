namespace DePin.Scheduler.Cli;

/// <summary>How far a transfer is: one line that rewrites itself on a terminal, nothing elsewhere.</summary>
internal sealed class TransferProgress(CliEnvironment environment)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long? _lastShown;

    public void Report(string name, long done, long total)
    {
        bool due = _lastShown is not { } last || environment.Time.GetElapsedTime(last) >= Interval;
        if (environment.ErrorIsTerminal && due)
        {
            _lastShown = environment.Time.GetTimestamp();
            environment.Error.Write($"\r\e[K{Printable.Line(name)}  {Display.Bytes(done)} of {Display.Bytes(total)}");
        }
    }

    /// <summary>Leaves the line empty, for what is said next.</summary>
    public void Clear()
    {
        if (_lastShown is not null)
        {
            environment.Error.Write("\r\e[K");
            _lastShown = null;
        }
    }
}
