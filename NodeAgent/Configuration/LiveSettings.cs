namespace DePin.NodeAgent.Configuration;

/// <summary>
/// What of the configuration a running service goes by, and what becomes of one that was read again: some keys hold at once, for the others
/// it has to be restarted, which no running job notices.
/// </summary>
public sealed class LiveSettings(NodeOptionsResult.Valid started)
{
    /// <summary>Keys, or blocks, that hold as soon as they are read.</summary>
    private static readonly string[] _atOnce = ["offer.", "containers.maxImage", "containers.imageCache", "logLevel"];

    private readonly Dictionary<string, string> _values = started.Values.ToDictionary(value => value.Key, value => value.Text);

    /// <summary>What the service goes by now.</summary>
    public NodeOptions Options { get; private set; } = started.Options;

    /// <summary>True for a key that needs no restart.</summary>
    public static bool HoldsAtOnce(string key) =>
        _atOnce.Any(live => key == live || (live.EndsWith('.') && key.StartsWith(live, StringComparison.Ordinal)));

    /// <summary>Adopts what may hold at once.</summary>
    public ReloadReport Adopt(NodeOptionsResult read)
    {
        if (read is not NodeOptionsResult.Valid valid)
        {
            return new ReloadReport { Errors = ((NodeOptionsResult.Invalid)read).Errors };
        }

        string[] changed = [.. valid.Values.Where(value => _values[value.Key] != value.Text).Select(value => value.Key)];
        string[] atOnce = [.. changed.Where(HoldsAtOnce)];
        foreach (EffectiveValue value in valid.Values.Where(value => atOnce.Contains(value.Key)))
        {
            _values[value.Key] = value.Text;
        }

        Options = Options with
        {
            Offer = valid.Options.Offer,
            LogLevel = valid.Options.LogLevel,
            Containers = Options.Containers with
            {
                MaxImageBytes = valid.Options.Containers.MaxImageBytes,
                ImageCacheBytes = valid.Options.Containers.ImageCacheBytes,
            },
        };
        return new ReloadReport { Adopted = atOnce, NeedRestart = [.. changed.Except(atOnce)] };
    }
}
