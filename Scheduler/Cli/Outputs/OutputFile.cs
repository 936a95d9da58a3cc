using DePin.Protocol.Jobs;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>An output on this machine.</summary>
/// <param name="File">Full path here.</param>
/// <param name="Fetched">False when it was there already.</param>
internal sealed record OutputFile(string Path, string File, ContentHash Sha256, long Size, bool Fetched);
