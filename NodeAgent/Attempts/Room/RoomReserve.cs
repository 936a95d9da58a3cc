namespace DePin.NodeAgent.Attempts.Room;

/// <summary>What is to stay free on the machine's disk whatever its jobs do.</summary>
/// <param name="Bytes">The owner's <c>reserveDisk</c>, but never less than <see cref="LeastBytes"/>.</param>
/// <param name="Files">Files that can still be made.</param>
public sealed record RoomReserve(long Bytes, long Files)
{
    /// <summary>256 MiB: the journal, the logs and the engine's own files for a while.</summary>
    public const long LeastBytes = 256L << 20;

    /// <summary>16 384, for the same.</summary>
    public const long LeastFiles = 16 << 10;

    public static RoomReserve Of(long ownersBytes) => new(Math.Max(ownersBytes, LeastBytes), LeastFiles);
}
