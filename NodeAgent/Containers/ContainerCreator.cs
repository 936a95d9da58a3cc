using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Contract;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Images;

namespace DePin.NodeAgent.Containers;

/// <summary>Creates a job's container once: look for it, look at the image, make the network, judge, create.</summary>
internal sealed class ContainerCreator(
    EngineClient engine, ImagePuller images, EngineSurvey survey, JobNetwork networks, RefusalJudge judge, Address node)
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
        return refusal is not null
            ? new CreateOutcome.Refused(refusal, Blame.Host)
            : await CreateAsync(spec, image, ContainerContract.Apply(spec, image, description, mode, node), token);
    }

    private async Task<CreateOutcome> CreateAsync(ContainerSpec spec, ImageFacts image, CreateRequest request, CancellationToken token)
    {
        (CreateOutcome? outcome, string refusal) = await TryAsync(spec, request, token);
        if (outcome is not null)
        {
            return outcome;
        }

        JsonNode? contract = JsonSerializer.SerializeToNode(request.HostConfig, EngineJson.Default.HostConfig);
        (string Message, Blame Blame)? judged = await judge.JudgeAsync(refusal, contract, AgainAsync, token);
        return judged is not { } it
            ? outcome!
            : new CreateOutcome.Refused(StartErrors.Shorten(it.Message), it.Blame)
            {
                Shown = PublicText.Of(StartErrors.Shorten(it.Message), Words(spec, image)),
            };

        async Task<string?> AgainAsync()
        {
            (outcome, string second) = await TryAsync(spec, request, token);
            return outcome is null ? second : null;
        }
    }

    private static IReadOnlyList<string> Words(ContainerSpec spec, ImageFacts image) =>
        [.. spec.Command, .. spec.JobPaths, .. image.Command, image.WorkingDirectory, image.User, .. image.Volumes];

    /// <returns>What came of it, or null and why it was refused.</returns>
    private async Task<(CreateOutcome? Outcome, string Refusal)> TryAsync(
        ContainerSpec spec, CreateRequest request, CancellationToken token)
    {
        using EngineReply reply = await engine.Containers.CreateAsync(spec.Name.ToString(), request, token);
        if (reply.Succeeded)
        {
            CreateReply created = await reply.ReadJsonAsync(EngineJson.Default.CreateReply);
            return (new CreateOutcome.Created(created.Warnings ?? []), "");
        }

        string message = await reply.ReadMessageAsync();
        return reply.Status switch
        {
            HttpStatusCode.NotFound when StartErrors.IsNoImage(message) => (new CreateOutcome.ImageMissing(), ""),
            HttpStatusCode.Conflict when await FindAsync(spec, token) is { } existing => (existing, ""),
            _ => (null, message),
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
