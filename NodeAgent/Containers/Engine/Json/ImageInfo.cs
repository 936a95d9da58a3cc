namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ImageInspect, the fields we read.</summary>
internal sealed record ImageInfo(string Id, string[]? RepoDigests, long Size, ImageConfig? Config);
