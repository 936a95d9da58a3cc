namespace DePin.NodeAgent.Containers;

/// <summary>
/// A place in a job's log that survives restarts: store it with the bytes, give it back to
/// <see cref="IContainerRuntime.FollowLogsAsync"/>. The two stamps prove that the log begins where it began before and let reading go on
/// behind a gap; they are the engine's, in nanoseconds since 1970, and 0 before the first byte.
/// </summary>
/// <param name="Offset">Bytes before this place.</param>
/// <param name="FirstStamp">Of the log's first record.</param>
/// <param name="LastStamp">Of the record that holds the byte before this place.</param>
public sealed record LogPosition(long Offset, long FirstStamp, long LastStamp)
{
    public static LogPosition Start { get; } = new(0, 0, 0);
}
