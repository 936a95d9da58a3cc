namespace DePin.NodeAgent.Doctor;

/// <summary>Something that is always safe to do, and does nothing the second time.</summary>
public abstract record Repair
{
    private Repair()
    {
    }

    /// <summary>Gives a file or directory this mode.</summary>
    public sealed record SetMode(string Path, UnixFileMode Mode) : Repair;

    /// <summary>Makes a directory with this mode.</summary>
    public sealed record MakeDirectory(string Path, UnixFileMode Mode) : Repair;

    /// <exception cref="IOException">It cannot be done.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public void Apply()
    {
        switch (this)
        {
            case SetMode { Path: var path, Mode: var mode }:
                File.SetUnixFileMode(path, mode);
                break;
            case MakeDirectory { Path: var path, Mode: var mode }:
                Directory.CreateDirectory(path, mode);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
