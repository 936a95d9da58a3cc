namespace DePin.NodeAgent.Containers.Logs;

/// <summary>One record of a log as the engine sends it.</summary>
/// <param name="Stream">1 standard output, 2 standard error, 3 the engine's own words about a failure.</param>
/// <param name="Stamp">Nanoseconds since 1970; 0 for stream 3.</param>
/// <param name="Payload">Without its time. Valid until the next frame is asked for.</param>
internal readonly record struct LogFrame(byte Stream, long Stamp, ReadOnlyMemory<byte> Payload)
{
    public const byte Failure = 3;

    public const int Streams = 4;
}
