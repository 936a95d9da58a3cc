namespace DePin.Benchmark.Machine;

/// <summary>One run of the machine's benchmark. A figure that could not be measured is absent, and a finding says why.</summary>
public sealed record MachineReport
{
    /// <summary>When the run ended, Unix seconds.</summary>
    public required long MeasuredAt { get; init; }

    /// <summary>True for the short run: fewer and shorter windows.</summary>
    public required bool Quick { get; init; }

    /// <summary>How long the run took, in seconds.</summary>
    public required double Seconds { get; init; }

    public required MachineFacts Machine { get; init; }

    public required IReadOnlyList<Measurement> Figures { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The figure's measurement, or null when it could not be taken.</summary>
    public Measurement? Find(MachineFigure figure) => Figures.FirstOrDefault(candidate => candidate.Figure == figure);

    /// <summary>False when the machine computed or stored something wrong: such a machine must not offer work.</summary>
    public bool Trustworthy() => Findings.All(finding => finding.Code != FindingCode.WrongResult);
}
