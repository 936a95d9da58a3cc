namespace DePin.NodeAgent.Owner;

/// <summary>
/// Everything the owner's commands may ask, as of one moment. The service publishes a new one after each change; readers share it.
/// </summary>
public sealed record OwnerSnapshot
{
    /// <summary>Attempts of one snapshot: all that run, then the last that ended.</summary>
    public const int MaxAttempts = 200;

    /// <summary>Attestations of one snapshot, newest first.</summary>
    public const int MaxAttestations = 200;

    public required NodeStatus Status { get; init; }

    /// <summary>Newest first; at most <see cref="MaxAttempts"/>.</summary>
    public required IReadOnlyList<OwnerAttempt> Attempts { get; init; }

    /// <summary>Newest first; at most <see cref="MaxAttestations"/>.</summary>
    public required IReadOnlyList<OwnerAttestation> Attestations { get; init; }
}
