using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>
/// Something that happened on a node. Durable in its journal before it is sent, sent until acknowledged, applied once:
/// the effect and the sequence are stored in one transaction.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PhaseChanged), "phase")]
[JsonDerivedType(typeof(ImageResolved), "image")]
[JsonDerivedType(typeof(CheckpointMissing), "checkpoint_missing")]
public abstract record NodeEvent
{
    private protected NodeEvent()
    {
    }

    /// <summary>Dense within the <see cref="BootId"/>, from 1.</summary>
    public required long Sequence { get; init; }

    public required AttemptId Attempt { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Unix milliseconds by the node's clock: for display, never for a decision.</summary>
    public required long At { get; init; }
}
