using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>A challenge as it is stored: durable before it is sent, with what it will reveal.</summary>
internal sealed record ChallengeRow
{
    /// <summary>The challenge's digest.</summary>
    public required Hash32 Id { get; init; }

    public required string Gpu { get; init; }

    public required ProofKind Proof { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long AskedAt { get; init; }

    /// <summary>With its secret, and its start where it has one: never sent like this.</summary>
    public required SignedChallenge Challenge { get; init; }

    /// <summary>Null until the commitment is there.</summary>
    public ProofAnswer? Answer { get; init; }

    /// <summary>Null until it has ended.</summary>
    public ProofEnd? End { get; init; }

    public Address Node => Challenge.Message.Node;

    public PogChallenge Message => Challenge.Message;

    public ProofView ToView() => new()
    {
        Id = Id,
        Node = Node,
        Gpu = Gpu,
        Proof = Proof,
        State = End?.State ?? (Answer is null ? ProofState.Asked : ProofState.Committed),
        AskedAt = AskedAt,
        EndedAt = End?.At,
        Reason = End?.Reason,
        Detail = End?.Detail,
        Device = Answer?.Commitment.Message.Device,
        ElapsedSeconds = Answer?.Receipt.Message.Elapsed / 1e9,
        Proven = End?.Proven,
        HasTranscript = End?.HasTranscript ?? false,
    };
}
