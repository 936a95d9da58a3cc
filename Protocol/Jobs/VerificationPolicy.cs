namespace DePin.Protocol.Jobs;

/// <summary>How the result of a job can be checked.</summary>
public sealed record VerificationPolicy
{
    public VerificationClass Class { get; init; } = JobDefaults.Verification;
}
