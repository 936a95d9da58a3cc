using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>An output file.</summary>
/// <param name="Path">Its path in the container without the leading slash, e.g. <c>outputs/model.npz</c>.</param>
/// <param name="Size">Bytes.</param>
public sealed record ArtifactEntry(string Path, ContentHash Sha256, long Size);
