using DePin.Attestation;

namespace DePin.NodeAgent.Configuration;

/// <summary>
/// What the owner decides about this node: <c>/etc/depin/node.yaml</c>, overridden by <c>DEPIN_NODE_*</c>. Read and validated once,
/// before anything starts; every path in it is absolute.
/// </summary>
public sealed record NodeOptions
{
    public const string DefaultStateDirectory = "/var/lib/depin-node";

    public const string DefaultSocket = "/run/depin-node/api.sock";

    public required SchedulerEndpoint Scheduler { get; init; }

    /// <summary>The account that is paid for this node's work. Its key has no place on this machine.</summary>
    public required Address Beneficiary { get; init; }

    public required KeySource Key { get; init; }

    /// <summary>Journal, key, outputs on their way and measurements; mode 0700. Default <see cref="DefaultStateDirectory"/>.</summary>
    public string StateDirectory { get; init; } = DefaultStateDirectory;

    /// <summary>The Unix socket that the owner's commands ask; mode 0660. Default <see cref="DefaultSocket"/>.</summary>
    public string Socket { get; init; } = DefaultSocket;

    public OfferOptions Offer { get; init; } = new();

    public ContainerOptions Containers { get; init; } = new();

    public GpuOptions Gpus { get; init; } = new();

    /// <summary>The least severe message that is logged. Default <see cref="LogLevel.Information"/>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
