namespace DePin.Attestation.Evidence;

/// <param name="Path">Absolute path in the container.</param>
/// <param name="Reason">Why it was not taken: a symbolic link, a device, too large, …</param>
public sealed record SkippedOutput(string Path, string Reason);
