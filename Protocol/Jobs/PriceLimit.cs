namespace DePin.Protocol.Jobs;

/// <summary>The most a submitter pays.</summary>
public sealed record PriceLimit
{
    /// <summary>Currency units for one GPU and hour, exact to six decimals.</summary>
    public required decimal MaxPerGpuHour { get; init; }
}
