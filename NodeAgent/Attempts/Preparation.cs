using System.Net;
using DePin.Attestation;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Checkpoints;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// From Accepted to Created: (1) check the lease, (2) pull the image and pin it, (3) fetch the inputs and the checkpoint, (4) create the
/// container, (5) put them and open directories into it. Each part finds done what was done before.
/// </summary>
internal sealed class Preparation(Workbench bench, ImageFetch images, InputFetch inputs, CheckpointFetch checkpoint)
{
    /// <returns>Null when the container is complete; otherwise what prevents it.</returns>
    public async Task<Incident?> RunAsync(Attempt attempt, CancellationToken token)
    {
        if (attempt.State is AttemptState.Accepted)
        {
            if (WhyUnusable(attempt) is { } contradiction)
            {
                return contradiction;
            }

            attempt = bench.Journal.Advance(attempt.Id, new AttemptState.Preparing(attempt.Lease.Spec.Image.Digest), Step.JournalPreparing);
        }

        var preparing = (AttemptState.Preparing)attempt.State;
        (ContentHash image, Incident? incident) = await FetchAsync(attempt, preparing.Image, token);
        if (incident is not null)
        {
            return incident;
        }

        if (await CreateAsync(attempt, image, token) is { } refused)
        {
            return refused;
        }

        bench.Journal.Advance(
            attempt.Id, new AttemptState.Created(image), Step.JournalCreated,
            draft => bench.Journal.Images.Used(draft, JobContainer.Image(attempt.Lease.Spec.Image, image)));
        bench.Spools.ClearInputs(attempt.Id);
        bench.Progress.Clear(attempt.Id);
        return null;
    }

    private static Incident.BadLease? WhyUnusable(Attempt attempt)
    {
        Hash32 digest = attempt.Lease.Spec.Digest();
        return digest == attempt.Lease.SpecDigest
            ? null
            : new Incident.BadLease($"it states specification {attempt.Lease.SpecDigest} and carries {digest}");
    }

    /// <summary>Image and inputs at once; what fails first ends both.</summary>
    private async Task<(ContentHash Image, Incident? Incident)> FetchAsync(Attempt attempt, ContentHash? pinned, CancellationToken token)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<Incident?> fetching = FetchContentAsync(attempt, both.Token);
        try
        {
            (ContentHash image, Incident? incident) = await images.FetchAsync(attempt, pinned, both.Token);
            return (image, incident ?? await fetching);
        }
        finally
        {
            // Nobody writes to the spool behind the next stage's back.
            both.Cancel();
            // its failure was seen, or comes too late
            await fetching.HasEnded();
        }
    }

    private async Task<Incident?> FetchContentAsync(Attempt attempt, CancellationToken token) =>
        await inputs.FetchAsync(attempt, token) ?? await checkpoint.FetchAsync(attempt, token);

    private async Task<Incident?> CreateAsync(Attempt attempt, ContentHash image, CancellationToken token)
    {
        ContainerSpec spec = JobContainer.Of(attempt.Lease, image, bench.OciRuntime);
        bench.Steps.Before(Step.CreateContainer);
        CreateOutcome created = await bench.Engine.AskAsync(it => bench.Runtime.CreateAsync(spec, it), token);
        bench.Steps.After(Step.CreateContainer);
        switch (created)
        {
            case CreateOutcome.Created or CreateOutcome.Adopted { State: ContainerState.Created }:
                return await PlaceAsync(attempt, spec, token);
            case CreateOutcome.Adopted:
                // It ran before this journal knew of it: its files are the job's now.
                return null;
            case CreateOutcome.ImageMissing:
                // Removed in between, by whomever: it is pulled again, and a few times only.
                throw new EngineException("POST /containers/create", HttpStatusCode.NotFound, "the image was pulled and is gone again");
            case CreateOutcome.NameTaken { Reason: var reason }:
                return new Incident.HostRefused(reason);
            case CreateOutcome.Refused it:
                return Incidents.Of(it.Blame, it.Reason, it.Shown);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<Incident?> PlaceAsync(Attempt attempt, ContainerSpec container, CancellationToken token)
    {
        IReadOnlyList<PlacedEntry> entries = JobContainer.Entries(
            attempt.Lease.Spec, checkpoint.Find(attempt), hash => bench.Spools.InputFile(attempt.Id, hash));
        if (entries.Count == 0)
        {
            return null;
        }

        bench.Steps.Before(Step.PlaceFiles);
        PlaceOutcome placed = await bench.Engine.AskAsync(it => bench.Runtime.PlaceAsync(container.Name, entries, it), token);
        bench.Steps.After(Step.PlaceFiles);
        return placed switch
        {
            PlaceOutcome.Placed => null,
            PlaceOutcome.Gone => new Incident.ContainerVanished("it was removed before its files could be put into it"),
            PlaceOutcome.Refused it => Incidents.Of(it.Blame, it.Reason, it.Shown),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
