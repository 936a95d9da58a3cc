using DePin.Attestation;

namespace DePin.NodeAgent.Containers;

/// <summary>An image on the engine.</summary>
/// <param name="Id">The engine's: SHA-256 of the image's configuration, <c>sha256:…</c>.</param>
/// <param name="ManifestDigests">Digests of manifests known to name it, by repository; empty for one that never came from a
/// registry.</param>
/// <param name="SizeBytes">Unpacked.</param>
/// <param name="User">As the image declares it; empty is root.</param>
/// <param name="Volumes">Paths the image declares as volumes.</param>
/// <param name="HasProgram">It declares an entry point or a command.</param>
public sealed record ImageFacts(
    string Id,
    IReadOnlyDictionary<string, Hash32> ManifestDigests,
    long SizeBytes,
    string User,
    IReadOnlyList<string> Volumes,
    bool HasProgram)
{
    /// <summary>Where its program begins; empty is the root.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Program and arguments it declares.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
}
