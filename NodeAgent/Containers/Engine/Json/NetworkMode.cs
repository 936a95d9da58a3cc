namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>The engine's notation for a container that has another's network.</summary>
internal static class NetworkMode
{
    private const string ContainerPrefix = "container:";

    public static string Join(string containerId) => ContainerPrefix + containerId;

    /// <summary>The other container's id, or null.</summary>
    public static string? Joined(string? mode) =>
        mode is not null && mode.StartsWith(ContainerPrefix, StringComparison.Ordinal) ? mode[ContainerPrefix.Length..] : null;
}
