namespace DePin.Protocol.Jobs;

/// <summary>Where a service answers inside its container.</summary>
public sealed record ServiceEndpoint
{
    /// <summary>TCP port the process listens on.</summary>
    public required int Port { get; init; }

    /// <summary>HTTP path that answers 200 when the service is ready; null takes an accepted connection for readiness.</summary>
    public string? Health { get; init; }

    /// <summary>How many containers answer side by side.</summary>
    public int Replicas { get; init; } = JobDefaults.Replicas;
}
