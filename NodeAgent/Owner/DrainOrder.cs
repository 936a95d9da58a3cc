namespace DePin.NodeAgent.Owner;

/// <summary>The owner's word on new work.</summary>
public sealed record DrainOrder
{
    /// <summary>The longest that may be asked for: 30 days.</summary>
    public static readonly TimeSpan MostWithin = TimeSpan.FromDays(30);

    /// <summary>Work again.</summary>
    public static readonly DrainOrder Up = new() { Draining = false };

    /// <summary>True: take none. False: work again.</summary>
    public required bool Draining { get; init; }

    /// <summary>What still runs so much later is stopped, in milliseconds; null: it runs to its end.</summary>
    public long? WithinMs { get; init; }

    /// <summary>Take none, and stop what still runs after this time; null: never.</summary>
    public static DrainOrder Down(TimeSpan? within) => new() { Draining = true, WithinMs = (long?)within?.TotalMilliseconds };
}
