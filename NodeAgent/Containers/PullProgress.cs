namespace DePin.NodeAgent.Containers;

/// <summary>How far a pull is.</summary>
/// <param name="DownloadedBytes">Of the layers known so far.</param>
/// <param name="TotalBytes">Of the layers known so far; grows while the registry tells of more.</param>
/// <param name="LayersDone">Layers that are complete, those present before included.</param>
/// <param name="Layers">Layers known so far.</param>
public sealed record PullProgress(long DownloadedBytes, long TotalBytes, int LayersDone, int Layers);
