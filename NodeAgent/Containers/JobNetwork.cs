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

    /// <summary>The network mode for the container, or why there is none for it here.</summary>
    public async Task<(string Mode, string? Refusal)> PrepareAsync(ContainerSpec spec, CancellationToken token)
    {
        if (spec.Network == NetworkAccess.None)
        {
            return (await sandboxes.TakeAsync(spec.Name, token) is { } sandbox ? $"container:{sandbox}" : "none", null);
        }

        if (await firewall.EnsureAsync(token) is { } impossible)
        {
            return ("", $"{impossible.Fact} {impossible.Remedy}");
        }

        return await CreateBridgeAsync(spec, token);
    }

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

    private async Task<(string Mode, string? Refusal)> CreateBridgeAsync(ContainerSpec spec, CancellationToken token)
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
            ? (name, null)
            : ("", $"The engine makes no network for the job: {await reply.ReadMessageAsync()}");
    }
}
