using DePin.Attestation;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// An image as an engine is asked for it: by tag or by digest, never both. A digest makes a tag meaningless, so the tag is dropped.
/// </summary>
public sealed record EngineImage
{
    private EngineImage(string repository, string? tag, ContentHash? digest)
    {
        Repository = repository;
        Tag = tag;
        Digest = digest?.Value;
    }

    /// <summary>Registry and path, such as <c>docker.io/library/busybox</c>.</summary>
    public string Repository { get; }

    /// <summary>Host and optional port.</summary>
    public string Registry => Repository[..Repository.IndexOf('/')];

    /// <summary>Null exactly when <see cref="Digest"/> is not.</summary>
    public string? Tag { get; }

    public Hash32? Digest { get; }

    /// <summary>What the engine's pull call names beside the repository.</summary>
    public string TagOrDigest => Digest is { } digest ? new ContentHash(digest).ToString() : Tag!;

    public static EngineImage Of(ImageReference image) => new(image.Name, image.Digest is null ? image.Tag : null, image.Digest);

    /// <exception cref="FormatException">It is no image reference.</exception>
    public static EngineImage Parse(string text) => Of(ImageReference.Parse(text));

    public EngineImage At(Hash32 digest) => new(Repository, null, new ContentHash(digest));

    public override string ToString() => Digest is null ? $"{Repository}:{Tag}" : $"{Repository}@{TagOrDigest}";
}
