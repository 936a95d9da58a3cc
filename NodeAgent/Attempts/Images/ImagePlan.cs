using DePin.NodeAgent.Journal;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts.Images;

/// <summary>Pure: which images may go, and whether one has to.</summary>
public static class ImagePlan
{
    /// <summary>The images that this node pulled and nobody uses: those that never arrived, then the longest unused first.</summary>
    /// <param name="pulled">All that this node pulled.</param>
    /// <param name="attempts">All that the journal knows.</param>
    /// <param name="inUse">Ids of the images of containers, whoever's.</param>
    public static IReadOnlyList<PulledImage> Unused(
        IReadOnlyCollection<PulledImage> pulled, IReadOnlyCollection<Attempt> attempts, IReadOnlySet<string> inUse) =>
    [
        .. pulled
            .Where(image => !(image.Id is { } id && inUse.Contains(id)) && !attempts.Any(attempt => Wants(attempt, image)))
            .OrderByDescending(image => image.Id is null)
            .ThenBy(image => image.UsedAt)
            .ThenBy(image => image.Name, StringComparer.Ordinal),
    ];

    /// <summary>Those that have to go, in order, so that the rest of the unused ones have no more than so many bytes together.</summary>
    /// <param name="unused">The longest unused first.</param>
    /// <param name="keepBytes">What the owner keeps.</param>
    public static IReadOnlyList<PulledImage> Beyond(IReadOnlyList<PulledImage> unused, long keepBytes)
    {
        long left = unused.Sum(image => image.Bytes);
        return [.. unused.TakeWhile(image =>
        {
            bool goes = left > keepBytes || image.Id is null;
            left -= image.Bytes;
            return goes;
        })];
    }

    /// <summary>True when the unused ones are more than the owner, or this program, keeps.</summary>
    public static bool AreTooMany(IReadOnlyCollection<PulledImage> unused, ImageRules rules) =>
        unused.Count > ImageRules.MostKept || unused.Sum(image => image.Bytes) > rules.CacheBytes;

    /// <summary>A tag that is not resolved yet may turn out to be any image of its repository.</summary>
    private static bool Wants(Attempt attempt, PulledImage image)
    {
        ImageReference named = attempt.Lease.Spec.Image;
        return (attempt.WantsContainer || attempt.State is AttemptState.Accepted)
            && ((DigestOf(attempt) ?? named.Digest) is { } digest
                ? image.Name == JobContainer.Image(named, digest).ToString()
                : image.Image.Repository == named.Name);
    }

    private static ContentHash? DigestOf(Attempt attempt) => attempt.State switch
    {
        AttemptState.Preparing { Image: var image } => image,
        AttemptState.Created { Image: var image } => image,
        AttemptState.Running { Image: var image } => image,
        AttemptState.Exited { Image: var image } => image,
        _ => null,
    };
}
