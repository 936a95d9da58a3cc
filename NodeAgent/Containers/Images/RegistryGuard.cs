using System.Net;
using System.Net.Sockets;
using DePin.NodeAgent.Containers.Egress;

namespace DePin.NodeAgent.Containers.Images;

/// <summary>
/// Keeps strangers' image references off the owner's network: the engine asks whatever host a reference names. A registry that is, or whose
/// name stands for, an address that is not public is asked only where the owner allows it. Where a public registry then sends the engine is
/// not seen here (docs/adr/0026-what-the-registry-guard-is-for.md); what is answered is told to the owner alone.
/// </summary>
/// <param name="allowed">Hosts, for every port, or with one.</param>
internal sealed class RegistryGuard(IReadOnlyCollection<string> allowed, TimeProvider time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly IPNetwork[] _specialFour = [.. EgressPolicy.Forbidden.Select(block => IPNetwork.Parse(block))];

    /// <summary>Global unicast (RFC 4291), without its parts that lead elsewhere: Teredo, documentation, 6to4.</summary>
    private static readonly IPNetwork _publicSix = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] _specialSix =
        [IPNetwork.Parse("2001::/32"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16")];

    /// <summary>Why this registry is not asked, for the owner; null when it is.</summary>
    public async Task<string?> WhyNotAsync(string registry, CancellationToken token)
    {
        string host = Host(registry);
        if (allowed.Any(it => string.Equals(it, registry, StringComparison.OrdinalIgnoreCase)
            || string.Equals(it, host, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        IPAddress? special = (await AddressesAsync(host, token)).FirstOrDefault(IsSpecial);
        return special is null
            ? null
            : $"the registry {registry} is at {special}, which is no public address; if it is yours, add \"{registry}\" to "
                + "containers.allowRegistries in the node's configuration";
    }

    /// <summary>Loopback, private, link-local, multicast or otherwise not public unicast (RFC 6890).</summary>
    public static bool IsSpecial(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? _specialFour.Any(block => block.Contains(plain))
            : !_publicSix.Contains(plain) || _specialSix.Any(block => block.Contains(plain));
    }

    private static string Host(string registry)
    {
        int colon = registry.LastIndexOf(':');
        return (colon > registry.LastIndexOf(']') ? registry[..colon] : registry).Trim('[', ']');
    }

    /// <summary>None for a name that stands for nothing: the engine will say so.</summary>
    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken token)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [literal];
        }

        using CancellationTokenSource timer = new(_patience, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
        try
        {
            return await Dns.GetHostAddressesAsync(host, both.Token);
        }
        catch (Exception e) when (
            e is SocketException or ArgumentException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return [];
        }
    }
}
