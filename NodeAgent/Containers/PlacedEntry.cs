namespace DePin.NodeAgent.Containers;

/// <summary>
/// What is put into a container before it starts. Owner is root; <see cref="Path"/> is absolute; missing parents are made
/// (0755).
/// </summary>
public abstract record PlacedEntry(string Path)
{
    /// <summary>The file of this machine that it is made of; null for a directory.</summary>
    public virtual string? Source => null;

    /// <summary>An input: read-only for everybody (0444).</summary>
    /// <param name="Path">Absolute, in the container.</param>
    /// <param name="SourceFile">A regular file of this machine, streamed.</param>
    public sealed record InputFile(string Path, string SourceFile) : PlacedEntry(Path)
    {
        public override string Source => SourceFile;
    }

    /// <summary>A file that any user of the image can write to, and replace where the directory lets it (0666).</summary>
    /// <param name="Path">Absolute, in the container.</param>
    /// <param name="SourceFile">A regular file of this machine, streamed.</param>
    public sealed record OpenFile(string Path, string SourceFile) : PlacedEntry(Path)
    {
        public override string Source => SourceFile;
    }

    /// <summary>
    /// A directory any user of the image can write to, for outputs and checkpoints (0777: with a sticky bit a job that is not root could
    /// not replace the checkpoint that was put there).
    /// </summary>
    /// <param name="Path">Absolute, in the container. Where the image has a file, that stays and there is no directory.</param>
    /// <param name="OnlyIfMissing">Whatever the image has there stays as it is, a directory too.</param>
    public sealed record OpenDirectory(string Path, bool OnlyIfMissing = false) : PlacedEntry(Path);
}
