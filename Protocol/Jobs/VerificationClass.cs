namespace DePin.Protocol.Jobs;

/// <summary>What kind of check fits a job's result.</summary>
public enum VerificationClass
{
    /// <summary>Provenance and plausibility only.</summary>
    None,

    /// <summary>The same inputs give the same bytes, so a second node can repeat the job.</summary>
    Deterministic,

    /// <summary>Segments between checkpoints can be run again.</summary>
    Training,

    /// <summary>Answers carry a fingerprint that another node can recompute.</summary>
    Inference,
}
