using System.Globalization;

namespace DePin.Benchmark.Gpus;

/// <summary>What the state of each GPU says about how far it may be used. Pure.</summary>
internal static class HealthFindings
{
    private const ClockReasons Hardware = ClockReasons.HardwareSlowdown | ClockReasons.HardwareThermal | ClockReasons.PowerBrake;

    public static IEnumerable<GpuFinding> Of(NvmlSight nvml, IEnumerable<Gpu> gpus)
    {
        IEnumerable<GpuFinding> found = gpus.SelectMany(Of);
        return nvml.ConfidentialComputingReady == false
            ? found.Prepend(new GpuFinding(
                GpuFindingCode.ConfidentialNotReady,
                "Confidential computing is on and the GPUs are not set ready: they take no work.",
                "Attest them, then run 'nvidia-smi conf-compute -srs 1'."))
            : found;
    }

    private static IEnumerable<GpuFinding> Of(Gpu gpu) =>
        new[] { Memory(gpu), Fabric(gpu), Mode(gpu), Split(gpu), Slowed(gpu), Link(gpu) }.OfType<GpuFinding>();

    private static GpuFinding? Memory(Gpu gpu) => gpu.State switch
    {
        { Rows.Failed: true } => Errors(
            gpu, "a bad row of its memory could not be replaced, for no spare one is left", "Have it replaced."),
        { Rows.Pending: true } or { PagesPending: true } => Errors(
            gpu, "bad rows of its memory are replaced at its next reset",
            "Drain the node, then reset the GPU with 'nvidia-smi --gpu-reset' or reboot."),
        { Ecc.Uncorrected: > 0 and var count } => Errors(
            gpu, Format($"its memory had {count} errors that could not be corrected since the driver was loaded"),
            "Drain the node and reboot; if they return, have the GPU replaced."),
        _ => null,
    };

    private static GpuFinding Errors(Gpu gpu, string what, string remedy) =>
        new(GpuFindingCode.MemoryErrors, $"The GPU at {gpu.Address} is not to be trusted: {what}.", remedy, gpu.Uuid);

    private static GpuFinding? Fabric(Gpu gpu) => gpu.State.Fabric is not (FabricState.NotStarted or FabricState.InProgress) ? null : new(
        GpuFindingCode.FabricManager,
        $"The GPU at {gpu.Address} has not joined its NVSwitch fabric.",
        "Start nvidia-fabricmanager, of the driver's own version: 'systemctl start nvidia-fabricmanager'.",
        gpu.Uuid);

    private static GpuFinding? Mode(Gpu gpu) => gpu.State.ComputeMode is null or ComputeMode.Shared ? null : new(
        GpuFindingCode.ComputeMode,
        gpu.State.ComputeMode == ComputeMode.Prohibited
            ? $"The GPU at {gpu.Address} is set to run no program at all (compute mode prohibited)."
            : $"The GPU at {gpu.Address} is set to run one process at a time (compute mode exclusive): jobs with several fail.",
        $"Run 'nvidia-smi -i {gpu.Uuid} -c 0'.",
        gpu.Uuid);

    private static GpuFinding? Split(Gpu gpu) => gpu.State.Split != true ? null : new(
        GpuFindingCode.Split,
        Format($"The GPU at {gpu.Address} is split (MIG) into {gpu.State.Slices.Count} parts, and parts are not offered."),
        $"To offer it whole, run 'nvidia-smi -i {gpu.Uuid} -mig 0' while nothing uses it.",
        gpu.Uuid);

    private static GpuFinding? Slowed(Gpu gpu) =>
        gpu.State.Reasons is not { } reasons || (reasons & Hardware) == 0 ? null : new GpuFinding(
            GpuFindingCode.Slowed,
            $"The GPU at {gpu.Address} is slowed down by its hardware ({reasons & Hardware}"
            + (gpu.State.TemperatureCelsius is { } celsius ? Format($", {celsius} °C") : "") + ").",
            (reasons & ClockReasons.PowerBrake) != 0
                ? "See to the machine's power supply: it told the GPU to draw less."
                : "See to its cooling: fans, dust, the air that reaches it; then to its power cables.",
            gpu.Uuid);

    private static GpuFinding? Link(Gpu gpu) =>
        gpu.State.Link is not { Width: { } width, MaxWidth: { } most } || width >= most ? null : new GpuFinding(
            GpuFindingCode.NarrowLink,
            Format($"The GPU at {gpu.Address} is connected by {width} of {most} PCIe lanes."),
            "Seat it anew, or put it into a slot with all lanes; where the board has no such slot, nothing is to be done.",
            gpu.Uuid);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
