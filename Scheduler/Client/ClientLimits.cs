namespace DePin.Scheduler.Client;

/// <summary>The bounds of the client, each with its unit.</summary>
internal sealed record ClientLimits
{
    /// <summary>From sending a call to the last byte of its JSON answer, or to the head of a streamed one. Default 30 s.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Opening the connection, TLS included. Default 10 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence on a stream before it counts as lost and is opened again at its offset. Default 30 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of a JSON answer. Default 32 MiB: a page of the largest jobs.</summary>
    public int ReplyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes of a problem document. Default 256 KiB.</summary>
    public int ProblemBytes { get; init; } = 256 * 1024;
}
