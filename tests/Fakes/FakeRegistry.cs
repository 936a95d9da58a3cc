using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;

namespace DePin.Fakes;

/// <summary>The images of <see cref="FakeContainerRuntime"/>: what can be pulled, and what was.</summary>
internal sealed class FakeRegistry
{
    private readonly Dictionary<string, (Hash32 Digest, ImageFacts Facts)> _images = new(StringComparer.Ordinal);
    private readonly HashSet<string> _present = new(StringComparer.Ordinal);

    /// <summary>Makes the image pullable by its digest and, when it has one, by this tag. Returns it by digest.</summary>
    public EngineImage Add(EngineImage image, Hash32 digest, ImageFacts? facts)
    {
        Dictionary<string, Hash32> digests = new() { [image.Repository] = digest };
        ImageFacts known = facts ?? new ImageFacts(new ContentHash(digest).ToString(), digests, 1 << 20, "", [], HasProgram: true);
        EngineImage pinned = image.At(digest);
        _images[pinned.ToString()] = (digest, known);
        _images[image.ToString()] = (digest, known);
        return pinned;
    }

    public PullOutcome Pull(EngineImage image)
    {
        if (!_images.TryGetValue(image.ToString(), out (Hash32 Digest, ImageFacts Facts) found))
        {
            return new PullOutcome.NotFound($"manifest for {image} not found: manifest unknown");
        }

        bool present = !_present.Add(image.At(found.Digest).ToString());
        return new PullOutcome.Pulled(found.Digest, found.Facts, present && image.Digest is not null);
    }

    /// <summary>What a pull would have to fetch; null for what is here, or nowhere. Packed it has half its size.</summary>
    public (EngineImage Image, long PackedBytes)? Absent(EngineImage image) =>
        _images.TryGetValue(image.ToString(), out (Hash32 Digest, ImageFacts Facts) found)
        && image.At(found.Digest) is var pinned && !_present.Contains(pinned.ToString())
            ? (pinned, found.Facts.SizeBytes / 2)
            : null;

    public IReadOnlyList<string> Present => [.. _present.Order(StringComparer.Ordinal)];

    public ImageFacts? Find(EngineImage image) => _present.Contains(image.ToString()) ? _images[image.ToString()].Facts : null;

    /// <summary>True, for what is absent is removed already.</summary>
    public bool Remove(EngineImage image)
    {
        _present.Remove(image.ToString());
        return true;
    }
}
