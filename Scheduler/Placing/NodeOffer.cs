using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Placing;

/// <summary>What a node has to give at one moment: an immutable view, made anew when the node or its leases change.</summary>
internal sealed record NodeOffer
{
    public required Address Node { get; init; }

    public required OfferState State { get; init; }

    public required Capacity? Capacity { get; init; }

    public required long FreeCpuMillicores { get; init; }

    public required long FreeMemoryBytes { get; init; }

    public required long FreeDiskBytes { get; init; }

    public required IReadOnlyList<GpuCapacity> FreeGpus { get; init; }

    public required int Leases { get; init; }

    public required PriceList Price { get; init; }
}
