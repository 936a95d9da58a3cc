namespace DePin.NodeAgent.Attempts.Room;

/// <summary>What is free where the engine keeps images and layers.</summary>
/// <param name="FreeBytes">For anyone; what the file system keeps for root is not free.</param>
/// <param name="FreeFiles">Files that can still be made; null on a file system that has no such bound.</param>
/// <param name="SpoolBytes">What this agent itself keeps there for a while: inputs, logs, outputs and checkpoints on their way.</param>
public sealed record RoomReading(long FreeBytes, long? FreeFiles, long SpoolBytes = 0);
