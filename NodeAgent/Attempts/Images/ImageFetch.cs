using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts.Images;

/// <summary>Makes an attempt's image present: within the owner's bound, and within the room that nobody else was promised.</summary>
internal sealed class ImageFetch(Workbench bench, ImageKeeper keeper)
{
    /// <returns>The manifest, or what prevents it.</returns>
    public async Task<(ContentHash Image, Incident? Incident)> FetchAsync(Attempt attempt, ContentHash? pinned, CancellationToken token)
    {
        var image = JobContainer.Image(attempt.Lease.Spec.Image, pinned);
        var backoff = new Backoff(bench.Rules.PullRetry.First, bench.Rules.PullRetry.Most, bench.Random);
        while (true)
        {
            PullOutcome outcome = await PullAsync(attempt, image, token);
            if (outcome is PullOutcome.Pulled pulled && (outcome = await CheckAsync(image, pulled, token)) is PullOutcome.Pulled)
            {
                return (Write(attempt, image, pinned, pulled), null);
            }

            if (outcome is PullOutcome.NoRoom or PullOutcome.DiskFull && await keeper.RemoveOneAsync(token))
            {
                // As often as there is an image to remove.
                continue;
            }

            TimeSpan wait = backoff.Next(null);
            bool mayPass = outcome is PullOutcome.Unreachable or PullOutcome.BadDigest or PullOutcome.Failed;
            if (!mayPass || backoff.Failures >= bench.Rules.PullTries)
            {
                return (default, Incidents.Of(outcome));
            }

            await Task.Delay(wait, bench.Time, token);
        }
    }

    private async Task<PullOutcome> PullAsync(Attempt attempt, EngineImage image, CancellationToken token)
    {
        await using var watch = new PullWatch(bench, attempt.Id, token);
        try
        {
            bench.Steps.Before(Step.Pull);
            PullOutcome outcome = await bench.Engine.AskAsync(it => bench.Runtime.PullAsync(image, watch, it), watch.Token);
            bench.Steps.After(Step.Pull);
            return outcome;
        }
        catch (OperationCanceledException) when (watch.Refusal is not null && !token.IsCancellationRequested)
        {
            // The engine drops what it had of it, in its own time.
            if (bench.Room.Read() is { } now)
            {
                await new RoomSettling(bench).AfterAsync(now, token);
            }

            return watch.Refusal;
        }
    }

    /// <summary>What only the whole image tells: how large it is unpacked. One that is not this node's is here anyway.</summary>
    private async Task<PullOutcome> CheckAsync(EngineImage image, PullOutcome.Pulled pulled, CancellationToken token)
    {
        EngineImage arrived = image.At(pulled.ManifestDigest);
        if (bench.Journal.Read(() => bench.Journal.Images.Find(arrived)) is not { } ours
            || PullPlan.Decide(pulled.Image, bench.Images.MostBytes) is not { } refusal)
        {
            return pulled;
        }

        await keeper.RemoveAsync(ours, token);
        return refusal;
    }

    private ContentHash Write(Attempt attempt, EngineImage image, ContentHash? pinned, PullOutcome.Pulled pulled)
    {
        var digest = new ContentHash(pulled.ManifestDigest);
        EngineImage arrived = image.At(pulled.ManifestDigest);
        if (pinned is null)
        {
            bench.Journal.Advance(
                attempt.Id, new AttemptState.Preparing(digest), Step.JournalImage,
                draft => bench.Journal.Images.Arrived(draft, arrived, pulled.Image));
        }
        else if (!pulled.AlreadyPresent)
        {
            bench.Journal.Change(Step.JournalImage, draft => bench.Journal.Images.Arrived(draft, arrived, pulled.Image));
        }

        return pinned ?? digest;
    }
}
