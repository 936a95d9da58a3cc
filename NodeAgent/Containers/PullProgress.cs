namespace DePin.NodeAgent.Containers;

/// <summary>How far a pull is.</summary>
/// <param name="DownloadedBytes">Of the layers known so far.</param>
/// <param name="TotalBytes">Of the layers known so far, packed; grows while the registry tells of more.</param>
/// <param name="LayersDone">Layers that are complete, those present before included.</param>
/// <param name="Layers">Layers known so far.</param>
public sealed record PullProgress(long DownloadedBytes, long TotalBytes, int LayersDone, int Layers)
{
    /// <summary>
    /// What is about to be pulled, by digest: told once, when it is not here and before the engine is asked for it. Null later, and of a
    /// tag where the engine resolves none.
    /// </summary>
    public EngineImage? Image { get; init; }

    /// <summary>What is still to come of the layers known so far.</summary>
    public long MissingBytes => Math.Max(0, TotalBytes - DownloadedBytes);

    /// <summary>Every layer is here and unpacked.</summary>
    public bool IsDone => Layers > 0 && LayersDone == Layers;
}
