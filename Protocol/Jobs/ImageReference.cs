using System.Diagnostics.CodeAnalysis;

namespace DePin.Protocol.Jobs;

/// <summary>A container image: <c>registry/repository[:tag][@sha256:digest]</c>.</summary>
/// <remarks>Short names mean what they mean to Docker: <c>busybox</c> is <c>docker.io/library/busybox:latest</c>. The text
/// form is always the
/// complete one, so that equal images have one text. Grammar: OCI distribution spec 1.1 ("Pulling manifests").</remarks>
public sealed record ImageReference
{
    /// <summary>Longest reference, in characters.</summary>
    public const int MaxLength = 512;

    /// <summary>Longest <see cref="Name"/> that engines take (github.com/distribution/reference), in characters.</summary>
    public const int MaxNameLength = 255;

    internal ImageReference(string registry, string repository, string? tag, ContentHash? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and optional port: <c>docker.io</c>, <c>localhost:5000</c>.</summary>
    public string Registry { get; }

    /// <summary>The name within the registry: <c>library/busybox</c>.</summary>
    public string Repository { get; }

    /// <summary>Null only when the image is named by its digest alone.</summary>
    public string? Tag { get; }

    /// <summary>The manifest's digest; null while the tag has not been resolved.</summary>
    public ContentHash? Digest { get; }

    /// <summary>Registry and repository, without tag and digest: what a pull names.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>The same image pinned to the manifest its tag was resolved to.</summary>
    public ImageReference WithDigest(ContentHash digest) => new(Registry, Repository, Tag, digest);

    /// <exception cref="FormatException">The message says what is wrong with the text and what to write instead.</exception>
    public static ImageReference Parse(string text) =>
        ImageReferenceText.Read(text, out ImageReference? image) is { } why
            ? throw new FormatException($"'{text}' {why.Message}; {why.Remedy}")
            : image!;

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? image)
    {
        image = null;
        return text is not null && ImageReferenceText.Read(text, out image) is null;
    }

    public override string ToString() => $"{Name}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}
