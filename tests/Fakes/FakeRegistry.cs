using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;

namespace DePin.Fakes;

/// <summary>The images of <see cref="FakeContainerRuntime"/>: what can be pulled, and what was.</summary>
internal sealed class FakeRegistry(FakeCalls calls)
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

    /// <summary>What happens between the beginning of a pull and its end.</summary>
    public Func<EngineImage, CancellationToken, Task> Pulling { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What is here, by digest, without a call.</summary>
    public IReadOnlyList<string> Present => calls.Look(() => _present.Order(StringComparer.Ordinal).ToList());

    public async Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token)
    {
        if (calls.Look(() => Absent(image)) is { } absent)
        {
            progress?.Report(new PullProgress(0, 0, 0, 0) { Image = absent.Image });
            token.ThrowIfCancellationRequested();

            // Packed it has half its size.
            progress?.Report(new PullProgress(0, absent.Bytes / 2, 0, 1));
            token.ThrowIfCancellationRequested();
            await Pulling(absent.Image, token);
        }

        return await calls.Make("pull", image, () => Pull(image));
    }

    public ImageFacts? Find(EngineImage image) => _present.Contains(image.ToString()) ? _images[image.ToString()].Facts : null;

    /// <summary>True, for what is absent is removed already.</summary>
    public bool Remove(EngineImage image)
    {
        _present.Remove(image.ToString());
        return true;
    }

    private PullOutcome Pull(EngineImage image)
    {
        if (!_images.TryGetValue(image.ToString(), out (Hash32 Digest, ImageFacts Facts) found))
        {
            return new PullOutcome.NotFound($"manifest for {image} not found: manifest unknown");
        }

        bool present = !_present.Add(image.At(found.Digest).ToString());
        return new PullOutcome.Pulled(found.Digest, found.Facts, present);
    }

    /// <summary>What a pull would have to fetch; null for what is here, or nowhere.</summary>
    private (EngineImage Image, long Bytes)? Absent(EngineImage image) =>
        _images.TryGetValue(image.ToString(), out (Hash32 Digest, ImageFacts Facts) found)
        && image.At(found.Digest) is var pinned && !_present.Contains(pinned.ToString())
            ? (pinned, found.Facts.SizeBytes)
            : null;
}
