namespace DePin.NodeAgent.Owner;

/// <summary>What the owner's socket answers, for both its sides.</summary>
internal static class OwnerRoutes
{
    public const string Status = "/v1/status";
    public const string Attempts = "/v1/attempts";
    public const string Attestations = "/v1/attestations";
}
