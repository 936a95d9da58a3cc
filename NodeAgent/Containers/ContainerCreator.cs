using System.Net;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Contract;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Images;

namespace DePin.NodeAgent.Containers;

/// <summary>Creates a job's container once: look for it, look at the image, make the network, judge, create.</summary>
internal sealed class ContainerCreator(EngineClient engine, ImagePuller images, EngineSurvey survey, JobNetwork networks, Address node)
{
    public async Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token)
    {
        // Three questions at once, for the job waits for the answers. The network that is not needed then goes with the container.
        Task<CreateOutcome?> finding = FindAsync(spec, token);
        Task<ImageFacts?> looking = images.FindAsync(spec.Image, token);
        Task<(string Mode, string? Refusal)> preparing = networks.PrepareAsync(spec, token);
        await Task.WhenAll(finding, looking, preparing);
        if (await finding is { } existing)
        {
            return existing;
        }

        if (await looking is not { } image)
        {
            return new CreateOutcome.ImageMissing();
        }

        EngineDescription description = await survey.RecallAsync(token);
        if (ContractRefusals.Find(spec, image, description) is { } refused)
        {
            return refused;
        }

        (string mode, string? refusal) = await preparing;
        return refusal is null
            ? await CreateAsync(spec, ContainerContract.Apply(spec, image, description, mode, node), token)
            : new CreateOutcome.Refused(refusal, Blame.Host);
    }

    private async Task<CreateOutcome> CreateAsync(ContainerSpec spec, CreateRequest request, CancellationToken token)
    {
        using EngineReply reply = await engine.Containers.CreateAsync(spec.Name.ToString(), request, token);
        if (reply.Succeeded)
        {
            CreateReply created = await reply.ReadJsonAsync(EngineJson.Default.CreateReply);
            return new CreateOutcome.Created(created.Warnings ?? []);
        }

        string message = await reply.ReadMessageAsync();
        return reply.Status switch
        {
            HttpStatusCode.NotFound when StartErrors.IsNoImage(message) => new CreateOutcome.ImageMissing(),
            HttpStatusCode.Conflict when await FindAsync(spec, token) is { } existing => existing,
            _ => new CreateOutcome.Refused(StartErrors.Shorten(message), StartErrors.Of(message)),
        };
    }

    private async Task<CreateOutcome?> FindAsync(ContainerSpec spec, CancellationToken token)
    {
        if (await engine.Containers.FindAsync(spec.Name.ToString(), withSize: false, token) is not { } info)
        {
            return null;
        }

        ContainerSnapshot? snapshot = info.Snapshot(node);
        return snapshot is not null && snapshot.Attempt == spec.Attempt && snapshot.SpecDigest == spec.SpecDigest
            ? new CreateOutcome.Adopted(snapshot.State)
            : new CreateOutcome.NameTaken(
                $"Container {spec.Name} exists and carries other labels: another node's, or another specification's.");
    }
}
