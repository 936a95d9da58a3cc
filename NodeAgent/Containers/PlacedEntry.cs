namespace DePin.NodeAgent.Containers;

/// <summary>
/// What is put into a container before it starts. Owner is root; <see cref="Path"/> is absolute; missing parents are made
/// (0755).
/// </summary>
public abstract record PlacedEntry(string Path)
{
    /// <summary>An input: read-only for everybody (0444).</summary>
    /// <param name="Path">Absolute, in the container.</param>
    /// <param name="SourceFile">A regular file of this machine, streamed.</param>
    public sealed record InputFile(string Path, string SourceFile) : PlacedEntry(Path);

    /// <summary>An empty directory any user of the image can write to (1777), for outputs and checkpoints.</summary>
    public sealed record OpenDirectory(string Path) : PlacedEntry(Path);
}
