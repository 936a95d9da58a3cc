namespace DePin.Attestation.Envelopes;

public enum FindingStatus
{
    Passed,
    Failed,

    /// <summary>There was nothing to look at, and that is not a fault: an attestation that no scheduler has counter-signed yet.</summary>
    Absent,
}
