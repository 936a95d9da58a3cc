namespace DePin.Benchmark.Figures;

/// <summary>One figure: the median of its windows with the best and the worst beside it, and how it was taken.</summary>
public abstract record FigureMeasurement<TFigure>
{
    public required TFigure Figure { get; init; }

    public required MeasurementUnit Unit { get; init; }

    public required double Median { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    /// <summary>Windows (or single operations, for a time) behind the median; the warm-up is not among them.</summary>
    public required int Windows { get; init; }

    /// <summary>What exactly was done and how it was checked, for people.</summary>
    public required string Method { get; init; }

    /// <summary>The numbers alone.</summary>
    public Windows Numbers() => new(Median, Min, Max, Windows);
}
