using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>One attempt that shares the machine's disk.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Allowed">What was promised to it.</param>
/// <param name="Measured">What it has, as last measured.</param>
/// <param name="StartedAt">Unix milliseconds; null while it does not run, and then it cannot be stopped to make room.</param>
/// <param name="Leaving">It was told to stop, and what it held is on its way back.</param>
public sealed record RoomTenant(AttemptId Id, DiskAllowance Allowed, DiskUsage Measured, long? StartedAt, bool Leaving)
{
    /// <summary>What the engine may keep of what it writes to its standard output, promised as long as it may write.</summary>
    public long LogBytes { get; init; }

    /// <summary>Its image is on its way.</summary>
    public bool Pulls { get; init; }

    /// <summary>Bytes that it may still ask for.</summary>
    public long PromisedBytes => Math.Max(0, Allowed.Bytes.Bytes - Measured.Bytes) + LogBytes;
}
