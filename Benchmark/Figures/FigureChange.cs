namespace DePin.Benchmark.Figures;

/// <summary>One figure beside the one before it.</summary>
/// <param name="Ratio">Current over previous, turned so that more than 1 is better whatever the unit.</param>
/// <param name="Notable">True when the two differ by more than either run's own spread explains.</param>
public sealed record FigureChange<TFigure>(TFigure Figure, double Previous, double Current, double Ratio, bool Notable)
{
    /// <summary>It got worse, and not by chance.</summary>
    public bool IsDrop() => Notable && Ratio < 1;
}
