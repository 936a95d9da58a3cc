using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>The life of a job as its submitter sees it: queued → placed (→ queued again when an attempt is retried) → finished.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "state")]
[JsonDerivedType(typeof(Queued), "queued")]
[JsonDerivedType(typeof(Placed), "placed")]
[JsonDerivedType(typeof(Finished), "finished")]
public abstract record JobState
{
    private JobState()
    {
    }

    /// <summary>Waiting for a node.</summary>
    /// <param name="Reason">Why it waits, for people.</param>
    public sealed record Queued(string Reason) : JobState;

    /// <summary>A node holds the lease.</summary>
    public sealed record Placed(
        AttemptId Attempt,
        long Epoch,
        Address Node,
        AttemptPhase Phase,
        long? Progress = null,
        long? Total = null) : JobState;

    /// <summary>Ended; nothing will change any more.</summary>
    /// <param name="Reason">The verdict, for people: which limit was hit, what failed.</param>
    /// <param name="Attestation">EIP-712 digest of the attestation that ended it; null for a job cancelled before any lease.</param>
    public sealed record Finished(
        [property: JsonConverter(typeof(OutcomeNameJsonConverter))] Outcome Outcome,
        string Reason,
        int? ExitCode = null,
        Hash32? Attestation = null) : JobState;
}
