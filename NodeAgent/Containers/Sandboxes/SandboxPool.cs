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
    private const string Repository = "depin/pause";
    private readonly Channel<string> _ready = Channel.CreateBounded<string>(Math.Max(1, size));
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Once, before any is handed out: later a spare on the engine may be one that is being taken.
    private bool _adopted;

    private static string Image => $"{Repository}:{PauseProgram.Version}";

    /// <summary>The engine's id of a running sandbox that is this container's from now on, or null when none is ready.</summary>
    public async Task<string?> TakeAsync(ContainerName container, CancellationToken token)
    {
        string name = SandboxNames.For(container);
        while (_ready.Reader.TryRead(out string? spare))
        {
            _taken.Writer.TryWrite(true);
            bool renamed = await engine.Containers.TryRenameAsync(spare, name, token);
            ContainerInfo? sandbox = await engine.Containers.FindAsync(name, withSize: false, token);
            if (!renamed && sandbox is not null)
            {
                // This container had one already, before a crash.
                _ready.Writer.TryWrite(spare);
            }

            if (sandbox is { State.Status: "running" })
            {
                return sandbox.Id;
            }

            // It died with an engine, or was removed by hand.
            await engine.Containers.RemoveAsync(name, token);
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
            string name = SandboxNames.NewSpare();
            await MakeAsync(name, token);
            await _ready.Writer.WriteAsync(name, token);
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
            _ready.Writer.TryWrite(item.EngineName);
        }

        foreach (ContainerListItem item in spares.Except(running))
        {
            await engine.Containers.RemoveAsync(item.EngineName, token);
        }
    }

    private async Task MakeAsync(string name, CancellationToken token)
    {
        if (await engine.Images.FindAsync(Image, token) is null)
        {
            await engine.Images.ImportAsync(Repository, PauseProgram.Version, PauseProgram.Path, PauseProgram.Layer(), token);
        }

        using EngineReply created = await engine.Containers.CreateAsync(name, SandboxContract.For(Image, node), token);
        await created.EnsureAsync();
        using EngineReply started = await engine.Containers.StartAsync(name, token);
        await started.EnsureAsync(HttpStatusCode.NotModified);
    }
}
