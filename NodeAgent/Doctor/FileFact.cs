using DePin.Attestation.Keystores;

namespace DePin.NodeAgent.Doctor;

/// <summary>A file or directory as this user sees it.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Mode">Null where there is none, or this user cannot tell.</param>
/// <param name="Problem">Why this user cannot use it; null when it can.</param>
public sealed record FileFact(string Path, UnixFileMode? Mode, string? Problem)
{
    public bool Exists => Mode is not null;

    /// <summary>Others than its owner may do something with it.</summary>
    public bool IsOpen => Mode is { } mode && OwnerOnly.IsOpen(mode);

    /// <summary>As chmod takes it.</summary>
    public string Octal => OwnerOnly.Octal(Mode ?? 0);
}
