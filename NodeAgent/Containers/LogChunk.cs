namespace DePin.NodeAgent.Containers;

/// <summary>Part of a job's log. <see cref="Next"/> is where reading goes on after it.</summary>
public abstract record LogChunk(LogPosition Next)
{
    /// <param name="Bytes">Exactly what was written, at most <see cref="MaxBytes"/>; valid until the next chunk is asked for.</param>
    /// <param name="Next">The place behind them.</param>
    public sealed record Data(ReadOnlyMemory<byte> Bytes, LogPosition Next) : LogChunk(Next);

    /// <summary>Bytes were lost here, an unknown number, perhaps none: the engine no longer has them.</summary>
    /// <param name="Reason">What was found, for people.</param>
    /// <param name="Next">Where reading goes on: same offset, the log's present stamps.</param>
    public sealed record Gap(string Reason, LogPosition Next) : LogChunk(Next);

    /// <summary>64 KiB.</summary>
    public const int MaxBytes = 64 * 1024;
}
