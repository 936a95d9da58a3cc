using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Cli;

/// <summary>The JSON of <c>config check --json</c>.</summary>
internal sealed record ConfigCheckView(string File, bool Valid, IReadOnlyList<ConfigurationError> Errors);
