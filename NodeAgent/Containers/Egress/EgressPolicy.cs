namespace DePin.NodeAgent.Containers.Egress;

/// <summary>What a job with egress may not reach, and the names the rules go by.</summary>
internal static class EgressPolicy
{
    /// <summary>Every bridge of a job begins with it, so that one rule speaks of all of them.</summary>
    public const string InterfacePrefix = "dpn";

    /// <summary>Forwarded packets that come from a job.</summary>
    public const string ForwardChain = "DEPIN-EGRESS";

    /// <summary>Packets from a job to this machine itself.</summary>
    public const string InputChain = "DEPIN-INPUT";

    /// <summary>Docker's chain for the owner's rules: first in FORWARD, never emptied by the engine.</summary>
    public const string DockerChain = "DOCKER-USER";

    /// <summary>IANA's special-purpose IPv4 blocks (RFC 6890) that are not public unicast, multicast included.</summary>
    public static IReadOnlyList<string> Forbidden { get; } =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
    ];

    /// <summary>Every rule in the form <c>iptables -S</c> prints, chain by chain, in order.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Chains { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        [ForwardChain] = [.. Forbidden.Select(block => $"-A {ForwardChain} -d {block} -j REJECT --reject-with icmp-admin-prohibited")],
        [InputChain] =
        [
            // What this machine itself began, such as a health check of a service.
            $"-A {InputChain} -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
            $"-A {InputChain} -j REJECT --reject-with icmp-admin-prohibited",
        ],
    };

    /// <summary>Who jumps to our chains, in the same form.</summary>
    public static IReadOnlyList<string> Jumps { get; } =
    [
        $"-A {DockerChain} -i {InterfacePrefix}+ -j {ForwardChain}",
        $"-A INPUT -i {InterfacePrefix}+ -j {InputChain}",
    ];
}
