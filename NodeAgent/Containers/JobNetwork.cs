using System.Net;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Sandboxes;

namespace DePin.NodeAgent.Containers;

/// <summary>The network of one job: a sandbox with nothing in it, or a bridge of its own behind the firewall.</summary>
internal sealed class JobNetwork(EngineClient engine, SandboxPool sandboxes, EgressFirewall firewall, Address node)
{
    private const string NamePrefix = "dpn-";

    /// <summary>What the container may join, or why there is no network for it here.</summary>
    public async Task<PreparedNetwork> PrepareAsync(ContainerSpec spec, CancellationToken token) =>
        spec.Network == NetworkAccess.None ? new PreparedNetwork.Sandboxed(await sandboxes.FindAsync(spec.Name, token))
        : await firewall.EnsureAsync(token) is { } impossible ? new PreparedNetwork.Refused($"{impossible.Fact} {impossible.Remedy}")
        : await CreateBridgeAsync(spec, token);

    /// <summary>A sandbox that is ready, if any is, for a container that has none.</summary>
    public SandboxClaim? Take(ContainerName container, CancellationToken token) => sandboxes.Take(container, token);

    /// <summary>Before a container that an earlier call made may be started: what it joined is its own.</summary>
    public Task OwnAsync(ContainerInfo container, ContainerName name, CancellationToken token) =>
        container.JoinedContainer is { } sandbox ? sandboxes.NameAsync(sandbox, name, token) : Task.CompletedTask;

    /// <summary>Names of containers that have a sandbox or a bridge.</summary>
    public async Task<IReadOnlyList<ContainerName>> ListAsync(IReadOnlyList<ContainerListItem> containers, CancellationToken token)
    {
        List<ContainerName> names = [];
        foreach (ContainerListItem item in containers)
        {
            if (SandboxNames.TryOwner(item.EngineName, out ContainerName owner))
            {
                names.Add(owner);
            }
        }

        foreach (NetworkInfo network in await engine.Networks.ListAsync(ContainerLabels.OfNode(node), token))
        {
            if (network.Name.StartsWith(NamePrefix, StringComparison.Ordinal)
                && ContainerName.TryFromSuffix(network.Name[NamePrefix.Length..], out ContainerName owner))
            {
                names.Add(owner);
            }
        }

        return names;
    }

    /// <summary>Makes the sandbox of a container that did not start run again. False: it has none.</summary>
    public async Task<bool> ReviveAsync(ContainerName container, CancellationToken token)
    {
        using EngineReply reply = await engine.Containers.StartAsync(SandboxNames.For(container), token);
        return reply.Succeeded || reply.Status == HttpStatusCode.NotModified;
    }

    /// <summary>After the container itself.</summary>
    public async Task RemoveAsync(ContainerName container, CancellationToken token)
    {
        await engine.RemoveContainerAsync(SandboxNames.For(container), token);
        await engine.Networks.RemoveAsync(NamePrefix + container.Suffix, token);
    }

    private async Task<PreparedNetwork> CreateBridgeAsync(ContainerSpec spec, CancellationToken token)
    {
        string name = NamePrefix + spec.Name.Suffix;
        NetworkRequest request = new(
            name, "bridge", CheckDuplicate: true, Internal: false, EnableIPv6: false,
            new Dictionary<string, string>
            {
                // Interface names have 15 characters: the prefix the firewall goes by, and 12 digits of the attempt.
                ["com.docker.network.bridge.name"] = EgressPolicy.InterfacePrefix + spec.Attempt.ToString()[2..14],
                ["com.docker.network.bridge.enable_icc"] = "false",
            },
            ContainerLabels.For(spec, node));
        using EngineReply reply = await engine.Networks.CreateAsync(request, token);
        return reply.Succeeded || reply.Status == HttpStatusCode.Conflict
            ? new PreparedNetwork.Bridged(name)
            : new PreparedNetwork.Refused($"The engine makes no network for the job: {await reply.ReadMessageAsync()}");
    }
}
