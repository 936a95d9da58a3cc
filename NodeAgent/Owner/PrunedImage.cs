namespace DePin.NodeAgent.Owner;

/// <summary>An image that went, or would go.</summary>
/// <param name="Name">Repository and digest.</param>
/// <param name="Bytes">Unpacked; layers that it shares with others stay.</param>
/// <param name="UsedAt">When a job last used it, Unix milliseconds.</param>
public sealed record PrunedImage(string Name, long Bytes, long UsedAt);
