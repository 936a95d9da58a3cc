using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>Something the scheduler wants of a node. Idempotent; sent again until the node acknowledges its sequence.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunLease), "run")]
[JsonDerivedType(typeof(CancelAttempt), "cancel")]
[JsonDerivedType(typeof(SetDraining), "drain")]
[JsonDerivedType(typeof(AnswerChallenge), "challenge")]
public abstract record NodeCommand
{
    private protected NodeCommand()
    {
    }

    /// <summary>Dense within the <see cref="BootId"/>, from 1.</summary>
    public required long Sequence { get; init; }
}
