namespace DePin.Scheduler.Cli;

/// <param name="Protocol">Version of the wire protocol.</param>
/// <param name="Runtime">The .NET this runs on.</param>
internal sealed record VersionJson(string Version, int Protocol, string Runtime);
