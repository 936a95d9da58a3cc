using System.Globalization;
using System.Text.Json;
using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Doctor;

/// <summary>The GPUs and their driver: what the survey found, the way to each and the power it may draw. Pure.</summary>
internal static class GpuChecks
{
    /// <summary>A limit that is rounded is no cap.</summary>
    private const double Rounding = 0.99;

    public static IEnumerable<CheckResult> Of(DoctorFacts facts)
    {
        GpuInventory gpus = facts.Gpus;
        return gpus.IsEmpty()
            ? [CheckResult.Skip("driver", "there is no NVIDIA GPU in this machine")]
            : Driver(gpus).Concat(gpus.Findings.Select(Found)).Concat(gpus.Gpus.SelectMany(Of));
    }

    private static IEnumerable<CheckResult> Driver(GpuInventory gpus)
    {
        if (gpus.Driver is not null && !gpus.Findings.Any(finding => finding.IsGrave() && finding.Gpu is null))
        {
            yield return CheckResult.Ok(
                "driver", Text($"Driver {gpus.Driver} with CUDA {gpus.Cuda ?? "unknown"} answers for {gpus.Gpus.Count} GPU(s)."));
        }
    }

    private static CheckResult Found(GpuFinding finding)
    {
        string check = finding.Code == GpuFindingCode.NarrowLink ? "pcie" : Name(finding.Code);
        string message = finding.Gpu is { } gpu && !finding.Message.Contains(gpu, StringComparison.Ordinal)
            ? $"{gpu}: {finding.Message}"
            : finding.Message;
        return new CheckResult(check, finding.IsGrave() ? CheckStatus.Fail : CheckStatus.Warn, message, finding.Remedy);
    }

    private static IEnumerable<CheckResult> Of(Gpu gpu) => new[] { Link(gpu), Power(gpu), Persistence(gpu) }.OfType<CheckResult>();

    /// <summary>The finding tells of missing lanes.</summary>
    private static CheckResult? Link(Gpu gpu) =>
        gpu.State.Link is { Width: { } width, MaxWidth: { } most, MaxGeneration: { } generation } && width >= most
        ? CheckResult.Ok("pcie", Text($"{gpu.Uuid}: PCIe {generation}.0 with all of its {most} lanes."))
        : null;

    private static CheckResult? Power(Gpu gpu) => gpu.State.Power is not { LimitWatts: { } limit, DefaultWatts: { } own } ? null
        : limit < own * Rounding ? CheckResult.Warn(
            "power", Text($"{gpu.Uuid} may draw {limit:0} W, and its own limit is {own:0} W: it computes slower, and proves less."),
            Text($"If that is not meant: 'nvidia-smi -i {gpu.Uuid} -pl {own:0}'. A cap for noise or heat may stay."))
        : CheckResult.Ok("power", Text($"{gpu.Uuid} may draw {limit:0} W, all that it is made for."));

    private static CheckResult? Persistence(Gpu gpu) => gpu.State.Persistence != false ? null : CheckResult.Warn(
        "persistence", $"{gpu.Uuid}: the driver forgets the GPU whenever nobody uses it, and each job waits for it to come back.",
        "Run 'systemctl enable --now nvidia-persistenced', or 'nvidia-smi -pm 1' at each boot.");

    /// <summary><c>GpuLost</c> as <c>gpu_lost</c>, the name of docs/gpus.md.</summary>
    private static string Name(GpuFindingCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
