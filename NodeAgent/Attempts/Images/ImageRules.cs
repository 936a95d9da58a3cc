namespace DePin.NodeAgent.Attempts.Images;

/// <summary>What the owner takes and keeps of images.</summary>
/// <param name="MostBytes">The largest image that is taken, packed or unpacked.</param>
/// <param name="CacheBytes">What images that no job uses may have together; null: as much as there is room for.</param>
public sealed record ImageRules(long MostBytes, long? CacheBytes)
{
    /// <summary>Images that are kept, whatever their size: each costs the engine files and time at its start.</summary>
    public const int MostKept = 500;

    /// <summary>100 GiB: the largest images of inference servers with their models are about half of that.</summary>
    public const long DefaultMostBytes = 100L << 30;

    public static ImageRules Default { get; } = new(DefaultMostBytes, null);
}
