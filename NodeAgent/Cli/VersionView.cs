namespace DePin.NodeAgent.Cli;

/// <summary>What <c>version --json</c> says.</summary>
internal sealed record VersionView(string Version, string? Commit, string Runtime, string Platform);
