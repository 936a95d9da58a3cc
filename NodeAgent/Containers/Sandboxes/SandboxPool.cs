using System.Net;
using System.Threading.Channels;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>
/// Keeps network sandboxes ready, because making one is most of a container's start. One per job, destroyed after use
/// (<see cref="IContainerRuntime.RemoveAsync"/>). An empty pool costs time, never a job: the container then gets its own network namespace.
/// </summary>
internal sealed class SandboxPool(EngineClient engine, Address node, int size)
{
    private readonly Channel<string> _ready = Channel.CreateBounded<string>(Math.Max(1, size));
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Once, before any is handed out: later a spare on the engine may be one that is being taken.
    private bool _adopted;

    /// <summary>
    /// A sandbox for a container that has none, or null when none is ready. It may have died with an engine
    /// (<see cref="JobNetwork.ReviveAsync"/>).
    /// </summary>
    public SandboxClaim? Take(ContainerName container, CancellationToken token)
    {
        if (!_ready.Reader.TryRead(out string? spare))
        {
            return null;
        }

        _taken.Writer.TryWrite(true);
        return new SandboxClaim(spare, engine.Containers.TryRenameAsync(spare, SandboxNames.For(container), token));
    }

    /// <summary>The sandbox that a container was given before, maybe by a former process.</summary>
    public async Task<SandboxClaim?> FindAsync(ContainerName container, CancellationToken token) =>
        await engine.Containers.FindAsync(SandboxNames.For(container), withSize: false, token) is { } found
            ? new SandboxClaim(found.Id, Task.FromResult(true))
            : null;

    /// <summary>Finishes what a former process began: the container was made, and its sandbox may still be called a spare.</summary>
    public async Task NameAsync(string id, ContainerName container, CancellationToken token)
    {
        if (await engine.Containers.FindAsync(id, withSize: false, token) is { } sandbox && SandboxNames.IsSpare(sandbox.EngineName))
        {
            await engine.Containers.TryRenameAsync(id, SandboxNames.For(container), token);
        }
    }

    /// <summary>Makes the pool full and returns: first with the spares that a former process left, then with new ones.</summary>
    public async Task FillAsync(CancellationToken token)
    {
        if (!_adopted)
        {
            await AdoptAsync(token);
        }

        while (_ready.Reader.Count < size)
        {
            await _ready.Writer.WriteAsync(await MakeAsync(SandboxNames.NewSpare(), token), token);
        }
    }

    /// <summary>Returns when a sandbox was taken since the last <see cref="FillAsync"/>.</summary>
    public async Task WaitUntilTakenAsync(CancellationToken token) => await _taken.Reader.ReadAsync(token);

    private async Task AdoptAsync(CancellationToken token)
    {
        ContainerListItem[] items = await engine.Containers.ListAsync(ContainerLabels.OfNode(node), token);

        // A container that was made before its sandbox was named has it all the same.
        var joined = items.Select(item => item.JoinedContainer).ToHashSet();
        ContainerListItem[] spares = [.. items.Where(item => SandboxNames.IsSpare(item.EngineName) && !joined.Contains(item.Id))];
        ContainerListItem[] running = [.. spares.Where(item => item.State == "running").Take(size)];
        _adopted = true;
        foreach (ContainerListItem item in running)
        {
            _ready.Writer.TryWrite(item.Id);
        }

        foreach (ContainerListItem item in spares.Except(running).Concat(items.Where(item => SandboxNames.IsControl(item.EngineName))))
        {
            await engine.RemoveContainerAsync(item.EngineName, token);
        }
    }

    private async Task<string> MakeAsync(string name, CancellationToken token)
    {
        string image = await PauseImage.EnsureAsync(engine, token);
        using EngineReply created = await engine.Containers.CreateAsync(name, SandboxContract.For(image, node), token);
        await created.EnsureAsync();
        CreateReply sandbox = await created.ReadJsonAsync(EngineJson.Default.CreateReply);
        using EngineReply started = await engine.Containers.StartAsync(name, token);
        await started.EnsureAsync(HttpStatusCode.NotModified);
        return sandbox.Id;
    }
}
