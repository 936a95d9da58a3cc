using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>One challenge and what came of it.</summary>
public sealed record ProofView
{
    /// <summary>The challenge's digest.</summary>
    public required Hash32 Id { get; init; }

    public required Address Node { get; init; }

    /// <summary>The GPU's UUID, by the node's word.</summary>
    public required string Gpu { get; init; }

    public required ProofKind Proof { get; init; }

    public required ProofState State { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long AskedAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>The rejection's stable name: one of docs/proof-of-gpu.md.</summary>
    public string? Reason { get; init; }

    /// <summary>What disagrees, with the values.</summary>
    public string? Detail { get; init; }

    /// <summary>What computed it, by the node's word.</summary>
    [JsonConverter(typeof(ProofDeviceJsonConverter))]
    public ProofDevice? Device { get; init; }

    /// <summary>By the scheduler's clock, to the commitment; null before it.</summary>
    public double? ElapsedSeconds { get; init; }

    /// <summary>What is proven; null unless accepted.</summary>
    public ProvenFigure? Proven { get; init; }

    /// <summary>There is a transcript that anyone can verify: <see cref="Routes.Transcript"/>.</summary>
    public bool HasTranscript { get; init; }
}
