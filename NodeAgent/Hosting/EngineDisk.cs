namespace DePin.NodeAgent.Hosting;

/// <summary>The directory on whose file system the engine keeps images and layers.</summary>
internal static class EngineDisk
{
    /// <param name="dataRoot">As the engine says; null before it did. It may lie where this user, or this container, sees nothing.</param>
    /// <param name="instead">A directory of ours, most likely on the same disk.</param>
    public static string Of(string? dataRoot, string instead) => Directory.Exists(dataRoot) ? dataRoot : instead;
}
