namespace DePin.Scheduler.Tests.Cli;

/// <summary>What a client sent.</summary>
internal sealed record FakeRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body);
