using DePin.Attestation;
using DePin.Attestation.Json;

namespace DePin.Protocol.Wire;

/// <summary>What a node offers: what it measured, less what its owner keeps back.</summary>
public sealed record Capacity
{
    /// <summary>Processor time on offer, in thousandths of a core.</summary>
    public required int CpuMillicores { get; init; }

    public required string CpuModel { get; init; }

    public required long MemoryBytes { get; init; }

    public required long DiskBytes { get; init; }

    /// <summary>True when the node can keep a job with <c>network: egress</c> away from private addresses.</summary>
    public required bool Egress { get; init; }

    public required IReadOnlyList<GpuCapacity> Gpus { get; init; }

    public required MachineMeasurement Measured { get; init; }

    /// <summary>True when any figure comes from a simulated driver; refused unless the scheduler is told to accept it.</summary>
    public required bool Simulated { get; init; }

    public required string AgentVersion { get; init; }

    /// <summary>Whom the node works for: GPUs of one beneficiary are challenged at one moment. Null: the node stands alone.</summary>
    public Address? Beneficiary { get; init; }

    /// <summary>SHA-256 of the canonical JSON (RFC 8785): what a <c>CapacityStatement</c> signs.</summary>
    public Hash32 Digest() => CanonicalJson.Digest(this, WireJson.Default.Capacity);
}
