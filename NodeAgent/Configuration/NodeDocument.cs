using DePin.Attestation;

namespace DePin.NodeAgent.Configuration;

/// <summary>The configuration as it is written, before the rules that join several keys.</summary>
internal sealed record NodeDocument
{
    /// <summary>What stands where nothing was written; never part of a valid configuration, since the key is required.</summary>
    public static readonly SchedulerEndpoint NoScheduler = new() { Url = null! };

    public SchedulerEndpoint Scheduler { get; init; } = NoScheduler;

    public Address Beneficiary { get; init; }

    public string StateDirectory { get; init; } = NodeOptions.DefaultStateDirectory;

    public string Socket { get; init; } = NodeOptions.DefaultSocket;

    public KeyDocument Key { get; init; } = new();

    public OfferOptions Offer { get; init; } = new();

    public ContainerOptions Containers { get; init; } = new();

    public GpuOptions Gpus { get; init; } = new();

    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
