using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Contract;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Images;
using DePin.NodeAgent.Containers.Sandboxes;

namespace DePin.NodeAgent.Containers;

/// <summary>Creates a job's container once: look for it, look at the image, find the network, create, judge.</summary>
internal sealed class ContainerCreator(
    EngineClient engine, ImagePuller images, EngineSurvey survey, JobNetwork networks, RefusalJudge judge, Address node)
{
    public async Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token)
    {
        // Three questions at once, for the job waits for the answers. The network that is not needed then goes with the container.
        Task<CreateOutcome?> finding = FindAsync(spec, token);
        Task<ImageFacts?> looking = images.FindAsync(spec.Image, token);
        Task<PreparedNetwork> preparing = networks.PrepareAsync(spec, token);
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

        return await preparing switch
        {
            PreparedNetwork.Refused { Reason: var reason } => new CreateOutcome.Refused(reason, Blame.Host),
            PreparedNetwork.Bridged { Name: var bridge } => await CreateOnAsync(bridge),
            PreparedNetwork.Sandboxed { Own: var own } => await CreateSandboxedAsync(spec.Name, own, CreateOnAsync, token),
            _ => throw new UnreachableException(),
        };

        Task<CreateOutcome> CreateOnAsync(string networkMode) =>
            CreateAsync(spec, image, ContainerContract.Apply(spec, image, description, networkMode, node), token);
    }

    /// <summary>
    /// The container is made while its sandbox is being named after it. A sandbox that is gone by then takes the container along, and the
    /// next one is tried; without any the container gets a namespace of its own.
    /// </summary>
    private async Task<CreateOutcome> CreateSandboxedAsync(
        ContainerName name, SandboxClaim? own, Func<string, Task<CreateOutcome>> createOnAsync, CancellationToken token)
    {
        while ((own ?? networks.Take(name, token)) is { } claim)
        {
            CreateOutcome outcome;
            try
            {
                outcome = await createOnAsync(NetworkMode.Join(claim.Id));
            }
            finally
            {
                // A failure of both is told once.
                await claim.Naming.HasEnded();
            }

            if (await claim.Naming)
            {
                return outcome;
            }

            own = null;
            await engine.RemoveContainerAsync(name.ToString(), token);
        }

        return await createOnAsync("none");
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
        if (snapshot is null || snapshot.Attempt != spec.Attempt || snapshot.SpecDigest != spec.SpecDigest)
        {
            return new CreateOutcome.NameTaken(
                $"Container {spec.Name} exists and carries other labels: another node's, or another specification's.");
        }

        await networks.OwnAsync(info, spec.Name, token);
        return new CreateOutcome.Adopted(snapshot.State);
    }
}
