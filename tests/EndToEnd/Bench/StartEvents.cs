using System.Collections.Concurrent;
using System.Globalization;
using DePin.EndToEnd.Product;

namespace DePin.EndToEnd.Bench;

/// <summary>When containers started, by the engine's own clock: the same stamp for a job's container and for one made by hand.</summary>
internal sealed class StartEvents : IAsyncDisposable
{
    private const long NanosecondsPerTick = 100;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _started = new();
    private readonly ChildProcess _process;

    private StartEvents(ChildProcess process) => _process = process;

    public static StartEvents Follow(string socket, string logFile) => new(ChildProcess.Start(
        "docker",
        [
            "-H", $"unix://{socket}", "events", "--filter", "event=start", "--format",
            "{{.ID}} {{.TimeNano}} {{index .Actor.Attributes \"depin.attempt\"}}",
        ],
        logFile));

    /// <summary>The start of the container with this id, or of the attempt with this id.</summary>
    public async Task<DateTimeOffset> OfAsync(string id, CancellationToken token)
    {
        await Eventually.TrueAsync(
            () => Task.FromResult(Read().ContainsKey(id)), TimeSpan.FromSeconds(30), () => $"no start of {id}", token);
        return _started[id];
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private ConcurrentDictionary<string, DateTimeOffset> Read()
    {
        foreach (string line in _process.Tail(1_000_000).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ');
            if (parts.Length >= 2 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long nanoseconds))
            {
                DateTimeOffset at = DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick);
                _started[parts[0]] = at;
                _started[parts.Length > 2 ? parts[2] : parts[0]] = at;
            }
        }

        return _started;
    }
}
