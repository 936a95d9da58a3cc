namespace DePin.NodeAgent.Hosting;

/// <summary>The least severe message that is logged, which the owner may change while the service runs.</summary>
internal sealed class LevelSwitch(LogLevel level)
{
    private volatile LogLevel _level = level;

    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>The web server below the owner's socket is heard only when it complains.</summary>
    public bool IsOn(string? category, LogLevel message) =>
        message >= (category?.StartsWith("Microsoft", StringComparison.Ordinal) == true && _level < LogLevel.Warning
            ? LogLevel.Warning
            : _level);
}
