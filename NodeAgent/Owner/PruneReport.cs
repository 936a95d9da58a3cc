namespace DePin.NodeAgent.Owner;

/// <summary>What became of the images that no job uses.</summary>
public sealed record PruneReport
{
    /// <summary>Nothing was removed; <see cref="Removed"/> would be.</summary>
    public required bool DryRun { get; init; }

    /// <summary>The longest unused first.</summary>
    public required IReadOnlyList<PrunedImage> Removed { get; init; }

    public required int LeftUnused { get; init; }

    public required long LeftUnusedBytes { get; init; }
}
