namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>What held a GPU's clocks back while it was measured. That it draws all it may is no finding: it should. Pure.</summary>
internal static class SlowedFindings
{
    private const ClockReasons Unwanted =
        ClockReasons.HardwareSlowdown | ClockReasons.HardwareThermal | ClockReasons.PowerBrake | ClockReasons.SoftwareThermal;

    public static IEnumerable<GpuFinding> Of(CudaGpu gpu, IReadOnlyCollection<GpuMeasurement> figures)
    {
        GpuMeasurement[] slowed = [.. figures.Where(figure => (figure.Conditions?.Reasons & Unwanted) is not (null or ClockReasons.None))];
        if (slowed.Length == 0)
        {
            yield break;
        }

        ClockReasons reasons = slowed.Aggregate(ClockReasons.None, (all, figure) => all | figure.Conditions!.Reasons!.Value) & Unwanted;
        int? hottest = slowed.Max(figure => figure.Conditions!.TemperatureCelsius);
        yield return new GpuFinding(
            GpuFindingCode.Slowed,
            FormattableString.Invariant($"The GPU at {gpu.Address} was slowed down ({reasons}) while {slowed.Length} of its figures were ")
            + FormattableString.Invariant($"measured{(hottest is null ? "" : $", at up to {hottest} °C")}."),
            (reasons & ClockReasons.PowerBrake) != 0
                ? "See to the machine's power supply: it told the GPU to draw less."
                : "See to its cooling: fans, dust, the air that reaches it. Then measure again.",
            gpu.Uuid);
    }
}
