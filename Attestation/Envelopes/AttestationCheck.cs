namespace DePin.Attestation.Envelopes;

/// <summary>What <see cref="AttestationVerifier"/> looks at, in the order of its report.</summary>
public enum AttestationCheck
{
    /// <summary>The domain is this protocol's, and the expected one where one is given.</summary>
    Domain,

    /// <summary>The signature recovers <c>message.node</c>, and the expected node where one is given.</summary>
    NodeSignature,

    /// <summary><c>attemptId</c> is SHA-256(jobId ‖ leaseEpoch).</summary>
    AttemptId,

    /// <summary><c>startedAt</c> ≤ <c>finishedAt</c>.</summary>
    Times,

    /// <summary>The outcome is one that this version knows.</summary>
    Outcome,

    /// <summary>The first attestation of a node follows none, every other one follows one.</summary>
    Chain,

    /// <summary>SHA-256 of the evidence is <c>evidenceDigest</c>.</summary>
    EvidenceDigest,

    /// <summary>The evidence is an in-toto Statement v1 of ours.</summary>
    EvidenceStatement,

    /// <summary>The evidence tells of the same attempt, image and outcome as the message.</summary>
    EvidenceAgrees,

    /// <summary><c>gpuMilliseconds</c> is no more than the GPUs of the evidence have between the times; 0 where nothing ran.</summary>
    GpuTime,

    /// <summary>The statement's subjects hash to <c>resultDigest</c>.</summary>
    ResultDigest,

    /// <summary>The counter-signature recovers <c>scheduler</c>, and the expected one where one is given.</summary>
    CounterSignature,
}
