using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Placing;

/// <summary>What a node has to give at one moment: an immutable view, made anew when the node or its leases change.</summary>
internal sealed record NodeOffer
{
    public required Address Node { get; init; }

    public required OfferState State { get; init; }

    /// <summary>With those GPUs that count, by the numbers that count: see <see cref="Auditing.ProvenCapacity"/>.</summary>
    public required Capacity? Capacity { get; init; }

    public required long FreeCpuMillicores { get; init; }

    public required long FreeMemoryBytes { get; init; }

    public required long FreeDiskBytes { get; init; }

    public required IReadOnlyList<GpuCapacity> FreeGpus { get; init; }

    /// <summary>Why each GPU that the node has, and that is not in <see cref="Capacity"/>, does not count.</summary>
    public IReadOnlyList<string> Unproven { get; init; } = [];

    public required int Leases { get; init; }

    public required PriceList Price { get; init; }
}
