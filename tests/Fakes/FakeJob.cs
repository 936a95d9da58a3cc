using DePin.NodeAgent.Containers;

namespace DePin.Fakes;

/// <summary>
/// What a container does in <see cref="FakeContainerRuntime"/>: it writes its log and its files at once, then ends or waits.
/// </summary>
public sealed record FakeJob
{
    /// <summary>Standard output and error, in order.</summary>
    public byte[] Log { get; init; } = [];

    /// <summary>Its own end; null: it runs until a signal or <see cref="FakeContainerRuntime.End"/> ends it.</summary>
    public int? ExitCode { get; init; } = 0;

    public bool OomKilled { get; init; }

    public bool RefusedForks { get; init; }

    /// <summary>Device nodes it may open beside those that every container has.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Only SIGKILL ends it.</summary>
    public bool IgnoresSignals { get; init; }

    /// <summary>Absolute path → content, written at the start.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>In files that it deleted and holds open.</summary>
    public long NamelessBytes { get; init; }

    /// <summary>Files it makes besides <see cref="Files"/>.</summary>
    public int EmptyFiles { get; init; }

    /// <summary>The start fails with this.</summary>
    public StartOutcome.Refused? StartRefusal { get; init; }
}
