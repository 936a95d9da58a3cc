namespace DePin.NodeAgent.Containers;

/// <summary>What a container has on the engine's disk beside its image.</summary>
/// <param name="NamedBytes">Files and directories of its writable layer.</param>
/// <param name="NamelessBytes">
/// Files that were deleted and that its processes still hold, as far as they were found: at least so much. 0 where this agent may not look.
/// </param>
/// <param name="Files">Names in the writable layer, directories included; null where this agent may not look.</param>
public sealed record DiskUsage(long NamedBytes, long NamelessBytes, long? Files)
{
    public static DiskUsage None { get; } = new(0, 0, null);

    public long Bytes => NamedBytes + NamelessBytes;
}
