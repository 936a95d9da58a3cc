using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>What one challenge proves of a GPU.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ProofKind>))]
public enum ProofKind
{
    /// <summary>A rate of exact 8-bit multiply-adds, in operations per second.</summary>
    Int8,

    /// <summary>A rate of exact multiply-adds on FP16 units, in operations per second.</summary>
    Fp16,

    /// <summary>An amount of memory, and the rate at which it is read at random places, in bytes per second.</summary>
    Vram,
}
