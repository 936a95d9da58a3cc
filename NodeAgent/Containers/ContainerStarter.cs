using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// Starts a job's container once: look whether it ran, or may have run unseen, start it, and where that is refused find out whose doing it
/// is.
/// </summary>
internal sealed class ContainerStarter(EngineClient engine, JobNetwork networks, RefusalJudge judge, Address node, TimeProvider time)
{
    private const string MayHaveRun =
        "the container engine was restarted since it made the container, and may have started it before: it would run a second time";

    /// <summary>
    /// Made by this process, which has not asked for their start yet: whatever happened to the engine since, they never ran.
    /// </summary>
    private readonly ConcurrentDictionary<ContainerName, bool> _new = [];

    private readonly ImagePassports _passports = new(engine);

    public void Made(ContainerName name) => _new[name] = true;

    public void Forget(ContainerName name) => _new.TryRemove(name, out _);

    public async Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token)
    {
        bool isNew = _new.TryRemove(name, out _);

        // The engine would run an ended container a second time.
        ContainerInfo? info = await engine.Containers.FindAsync(name.ToString(), withSize: false, token);
        switch (info?.Snapshot(node)?.State)
        {
            case null or ContainerState.Gone:
                return new StartOutcome.Gone();
            case ContainerState.Running:
                return new StartOutcome.Started();
            case ContainerState.Exited exited:
                return new StartOutcome.AlreadyEnded(exited);
        }

        if (!isNew && !await engine.System.RemembersMakingAsync(info!.Id, time.GetUtcNow(), token))
        {
            await engine.EndStraysAsync(info, token);
            return new StartOutcome.Refused(MayHaveRun, Blame.Host) { Shown = MayHaveRun };
        }

        if (await _passports.RefusalAsync(name.ToString(), info!.Image, token) is { } special)
        {
            return new StartOutcome.Refused(special, Blame.Job) { Shown = special };
        }

        IReadOnlyList<string> own = info.Config?.Words() ?? [];
        EngineRefusal? refusal = await TryAsync(name, own, token);
        if (refusal is { IsDeadSandbox: true } && await networks.ReviveAsync(name, token))
        {
            refusal = await TryAsync(name, own, token);
        }

        return refusal is null ? new StartOutcome.Started()
            : refusal.IsNoContainer && await engine.Containers.FindAsync(name.ToString(), withSize: false, token) is null
                ? new StartOutcome.Gone()
                : await JudgeAsync(name, info, refusal, token);
    }

    private async Task<StartOutcome> JudgeAsync(ContainerName name, ContainerInfo info, EngineRefusal refusal, CancellationToken token)
    {
        if (refusal.IsHalfStarted)
        {
            await engine.EndStraysAsync(info, token);
        }

        JsonNode? contract = info.HostConfig is { } config ? JsonNode.Parse(config.GetRawText()) : null;
        return await judge.JudgeAsync(refusal, contract, () => TryAsync(name, refusal.Own, token), token) is not { } judged
            ? new StartOutcome.Started()
            : new StartOutcome.Refused(judged.Refusal.Reason, judged.Blame) { Shown = judged.Refusal.Shown };
    }

    /// <returns>Null when it runs, otherwise why it does not.</returns>
    private async Task<EngineRefusal?> TryAsync(ContainerName name, IReadOnlyCollection<string> own, CancellationToken token)
    {
        using EngineReply reply = await engine.Containers.StartAsync(name.ToString(), token);
        return reply.Succeeded || reply.Status == HttpStatusCode.NotModified
            ? null
            : new EngineRefusal(reply.Status, await reply.ReadMessageAsync(), own);
    }
}
