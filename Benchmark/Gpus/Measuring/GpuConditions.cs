namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>How a GPU was while a figure's windows ran: asked once in each, while the GPU was at work.</summary>
public sealed record GpuConditions
{
    /// <summary>Of the multiprocessors, in MHz.</summary>
    public int? LowestSmMhz { get; init; }

    public int? HighestSmMhz { get; init; }

    /// <summary>What it could be at most.</summary>
    public int? MaxSmMhz { get; init; }

    public int? MemoryMhz { get; init; }

    /// <summary>The most that was drawn, in watts.</summary>
    public double? PowerWatts { get; init; }

    public double? PowerLimitWatts { get; init; }

    public int? TemperatureCelsius { get; init; }

    /// <summary>All that held the clocks back in any window.</summary>
    public ClockReasons? Reasons { get; init; }

    /// <summary>As it was at its best: an idle link wakes when it is used.</summary>
    public PcieLink? Link { get; init; }

    /// <returns>Null where nothing was told.</returns>
    internal static GpuConditions? Of(IReadOnlyCollection<GpuMoment> moments) => moments.Count == 0 ? null : new GpuConditions
    {
        LowestSmMhz = moments.Min(moment => moment.Clocks.SmMhz),
        HighestSmMhz = moments.Max(moment => moment.Clocks.SmMhz),
        MaxSmMhz = moments.Max(moment => moment.Clocks.MaxSmMhz),
        MemoryMhz = moments.Max(moment => moment.Clocks.MemoryMhz),
        PowerWatts = moments.Max(moment => moment.Power.DrawWatts),
        PowerLimitWatts = moments.Min(moment => moment.Power.LimitWatts),
        TemperatureCelsius = moments.Max(moment => moment.TemperatureCelsius),
        Reasons = moments.All(moment => moment.Reasons is null)
            ? null
            : moments.Aggregate(ClockReasons.None, (all, moment) => all | (moment.Reasons ?? ClockReasons.None)),
        Link = moments.Select(moment => moment.Link).MaxBy(link => link.Generation ?? 0),
    };
}
