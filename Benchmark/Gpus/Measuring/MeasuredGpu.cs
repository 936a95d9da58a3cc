namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>What came of measuring one GPU. Each figure is either measured or says why it is not.</summary>
public sealed record MeasuredGpu
{
    public required string Uuid { get; init; }

    /// <summary>As the driver names it.</summary>
    public string? Name { get; init; }

    /// <summary>Memory as the driver states it, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Whose kernels ran, such as <c>sm_89, compiled forward for 12.0</c>; null where none did.</summary>
    public string? Path { get; init; }

    public required double Seconds { get; init; }

    public required IReadOnlyList<GpuMeasurement> Figures { get; init; }

    public required IReadOnlyList<Unmeasured> Unmeasured { get; init; }

    public required IReadOnlyList<GpuFinding> Findings { get; init; }

    public GpuMeasurement? Find(GpuFigure figure) => Figures.FirstOrDefault(candidate => candidate.Figure == figure);

    /// <summary>False when it computed or kept something wrong: such a GPU must not offer work.</summary>
    public bool IsTrustworthy() =>
        Findings.All(finding => finding.Code is not (GpuFindingCode.WrongResult or GpuFindingCode.MemoryAliased));

    /// <summary>Of a GPU that was left alone, or that could not be measured at all.</summary>
    public static MeasuredGpu Left(string uuid, string? name, long? memoryBytes, GpuFinding why) =>
        Cut(uuid, name, memoryBytes, [], 0, why);

    /// <summary>Of a GPU whose measuring came to an end before its time.</summary>
    /// <param name="steps">As far as it came.</param>
    /// <param name="ended">What ended it.</param>
    public static MeasuredGpu Cut(
        string uuid, string? name, long? memoryBytes, IReadOnlyCollection<GpuBenchStep> steps, double seconds, GpuFinding ended) => new()
        {
            Uuid = uuid,
            Name = name,
            MemoryBytes = memoryBytes,
            Seconds = seconds,
            Figures = [.. steps.Select(step => step.Taken).OfType<GpuMeasurement>()],
            Unmeasured =
            [
                .. steps.Where(step => step.Reason is not null).Select(step => new Unmeasured(step.Figure, step.Reason!)),
                .. GpuFigures.OfOne.Except(steps.Select(step => step.Figure)).Select(figure => new Unmeasured(figure, GpuFigures.Ended)),
            ],
            Findings = [ended],
        };
}
