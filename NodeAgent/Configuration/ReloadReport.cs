namespace DePin.NodeAgent.Configuration;

/// <summary>What became of a configuration that was read again.</summary>
public sealed record ReloadReport
{
    /// <summary>Keys whose new values hold from now on.</summary>
    public IReadOnlyList<string> Adopted { get; init => field = value ?? []; } = [];

    /// <summary>Keys that differ from what the service started with, and hold after its next start.</summary>
    public IReadOnlyList<string> NeedRestart { get; init => field = value ?? []; } = [];

    /// <summary>Why nothing of it holds; empty when it could be read.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; init => field = value ?? []; } = [];
}
