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
        IReadOnlyList<string> own = Words(spec, image);
        (CreateOutcome? outcome, EngineRefusal? refusal) = await TryAsync(spec, request, own, token);
        if (refusal is null)
        {
            return outcome!;
        }

        JsonNode? contract = JsonSerializer.SerializeToNode(request.HostConfig, EngineJson.Default.HostConfig);
        return await judge.JudgeAsync(refusal, contract, AgainAsync, token) is not { } judged
            ? outcome!
            : new CreateOutcome.Refused(judged.Refusal.Reason, judged.Blame) { Shown = judged.Refusal.Shown };

        async Task<EngineRefusal?> AgainAsync()
        {
            (outcome, EngineRefusal? second) = await TryAsync(spec, request, own, token);
            return second;
        }
    }

    private static IReadOnlyList<string> Words(ContainerSpec spec, ImageFacts image) =>
    [
        .. spec.Command, .. spec.JobPaths, .. spec.Environment.Select(pair => $"{pair.Key}={pair.Value}"), spec.Image.ToString(),
        .. image.Command, image.WorkingDirectory, image.User, .. image.Volumes,
    ];

    /// <returns>What came of it, or why it was refused.</returns>
    private async Task<(CreateOutcome? Outcome, EngineRefusal? Refusal)> TryAsync(
        ContainerSpec spec, CreateRequest request, IReadOnlyCollection<string> own, CancellationToken token)
    {
        using EngineReply reply = await engine.Containers.CreateAsync(spec.Name.ToString(), request, token);
        if (reply.Succeeded)
        {
            CreateReply created = await reply.ReadJsonAsync(EngineJson.Default.CreateReply);
            return (new CreateOutcome.Created(created.Warnings ?? []), null);
        }

        EngineRefusal refusal = new(reply.Status, await reply.ReadMessageAsync(), own);
        return refusal.IsNoImage ? (new CreateOutcome.ImageMissing(), null)
            : reply.Status == HttpStatusCode.Conflict && await FindAsync(spec, token) is { } existing ? (existing, null)
            : (null, refusal);
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
