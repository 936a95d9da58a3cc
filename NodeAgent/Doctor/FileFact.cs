namespace DePin.NodeAgent.Doctor;

/// <summary>A file or directory as this user sees it.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Mode">Null where there is none, or this user cannot tell.</param>
/// <param name="Problem">Why this user cannot use it; null when it can.</param>
public sealed record FileFact(string Path, UnixFileMode? Mode, string? Problem)
{
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public bool Exists => Mode is not null;

    /// <summary>Others than its owner may do something with it.</summary>
    public bool IsOpen => Mode is { } mode && (mode & OfOthers) != 0;

    /// <summary>As chmod takes it.</summary>
    public string Octal => Convert.ToString((int)(Mode ?? 0), 8);
}
