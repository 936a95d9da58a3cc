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
    private readonly Channel<Spare> _ready = Channel.CreateBounded<Spare>(Math.Max(1, size));
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Once, before any is handed out: later a spare on the engine may be one that is being taken.
    private bool _adopted;

    /// <summary>
    /// The engine's id of a sandbox that is this container's from now on, or null when none is ready. It may have died with an engine
    /// (<see cref="JobNetwork.ReviveAsync"/>).
    /// </summary>
    public async Task<string?> TakeAsync(ContainerName container, CancellationToken token)
    {
        string name = SandboxNames.For(container);
        while (_ready.Reader.TryRead(out Spare spare))
        {
            _taken.Writer.TryWrite(true);
            if (await engine.Containers.TryRenameAsync(spare.Name, name, token))
            {
                return spare.Id;
            }

            // Either this container had one already, before a crash, or the spare was removed by hand.
            if (await engine.Containers.FindAsync(name, withSize: false, token) is { } earlier)
            {
                _ready.Writer.TryWrite(spare);
                return earlier.Id;
            }
        }

        return null;
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
        ContainerListItem[] spares = [.. items.Where(item => SandboxNames.IsSpare(item.EngineName))];
        ContainerListItem[] running = [.. spares.Where(item => item.State == "running").Take(size)];
        _adopted = true;
        foreach (ContainerListItem item in running)
        {
            _ready.Writer.TryWrite(new Spare(item.EngineName, item.Id));
        }

        foreach (ContainerListItem item in spares.Except(running).Concat(items.Where(item => SandboxNames.IsControl(item.EngineName))))
        {
            await engine.RemoveContainerAsync(item.EngineName, token);
        }
    }

    private async Task<Spare> MakeAsync(string name, CancellationToken token)
    {
        string image = await PauseImage.EnsureAsync(engine, token);
        using EngineReply created = await engine.Containers.CreateAsync(name, SandboxContract.For(image, node), token);
        await created.EnsureAsync();
        CreateReply sandbox = await created.ReadJsonAsync(EngineJson.Default.CreateReply);
        using EngineReply started = await engine.Containers.StartAsync(name, token);
        await started.EnsureAsync(HttpStatusCode.NotModified);
        return new Spare(name, sandbox.Id);
    }

    private readonly record struct Spare(string Name, string Id);
}
