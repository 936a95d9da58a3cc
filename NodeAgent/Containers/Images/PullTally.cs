using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Images;

/// <summary>Adds up the lines of one pull.</summary>
internal sealed class PullTally
{
    /// <summary>An image has 127 layers at most; what a strange registry says beyond is not counted.</summary>
    private const int MaxLayers = 256;

    private const string DigestPrefix = "Digest: ";
    private readonly Dictionary<string, (long Current, long Total, bool Done)> _layers = [];

    /// <summary>The manifest digest the engine names at the end, when it did.</summary>
    public string? Digest { get; private set; }

    public PullProgress Progress => new(
        _layers.Values.Sum(layer => layer.Current), _layers.Values.Sum(layer => layer.Total), _layers.Values.Count(layer => layer.Done),
        _layers.Count);

    public void Add(PullLine line)
    {
        if (line.Status?.StartsWith(DigestPrefix, StringComparison.Ordinal) == true)
        {
            Digest = line.Status[DigestPrefix.Length..];
        }

        if (line.Id is null || line.Status is not { } status || (_layers.Count >= MaxLayers && !_layers.ContainsKey(line.Id)))
        {
            return;
        }

        (long current, long total, bool done) = _layers.GetValueOrDefault(line.Id);
        _layers[line.Id] = status switch
        {
            "Pulling fs layer" or "Waiting" => (0, 0, false),
            "Downloading" => Downloading(line.ProgressDetail?.Current ?? current, line.ProgressDetail?.Total ?? total),
            "Download complete" or "Extracting" or "Verifying Checksum" => (total, total, false),
            "Pull complete" or "Already exists" => (total, total, true),
            _ => (current, total, done),
        };
        if (status.StartsWith("Pulling from ", StringComparison.Ordinal))
        {
            // The line that names the tag is not a layer.
            _layers.Remove(line.Id);
        }
    }

    /// <summary>A registry need not say how long a layer is: then it is as long as it has become.</summary>
    private static (long Current, long Total, bool Done) Downloading(long current, long total) =>
        (current, Math.Max(current, total), false);
}
