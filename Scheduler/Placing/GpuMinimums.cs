using System.Globalization;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Placing;

/// <summary>Compares one GPU's measurements with what a job asks for.</summary>
internal static class GpuMinimums
{
    public static bool Meets(GpuRequirement job, GpuCapacity gpu) =>
        gpu.VramBytes >= (job.Vram?.Bytes ?? 0)
        && Reaches(gpu.Fp16Tflops, (double?)job.Fp16Tflops)
        && Reaches(gpu.MemoryBytesPerSecond, job.MemoryBandwidth?.BytesPerSecond)
        && IsModel(job, gpu);

    /// <summary>
    /// The minimums that no GPU of the node meets alone; when each is met by some GPU but none meets all, the model or VRAM is named.
    /// </summary>
    public static IEnumerable<Rejection> Failures(GpuRequirement job, IReadOnlyList<GpuCapacity> gpus)
    {
        List<Rejection> failures = [];
        if (job.Model.Count > 0 && !gpus.Any(gpu => IsModel(job, gpu)))
        {
            failures.Add(new Rejection.WeakGpu("resources.gpu.model", job.Model.ToString(), gpus[0].Model, 0));
        }

        long vram = gpus.Max(gpu => gpu.VramBytes);
        if (job.Vram is { } wanted && vram < wanted.Bytes)
        {
            failures.Add(new Rejection.WeakGpu("resources.gpu.vram", wanted.ToString(), Quantities.Bytes(vram),
                (double)vram / wanted.Bytes));
        }

        AddRate(failures, "resources.gpu.fp16Tflops", (double?)job.Fp16Tflops, gpus.Max(gpu => gpu.Fp16Tflops), Tflops);
        AddRate(failures, "resources.gpu.memoryBandwidth", job.MemoryBandwidth?.BytesPerSecond, gpus.Max(gpu => gpu.MemoryBytesPerSecond),
            Bandwidth);
        if (failures.Count == 0)
        {
            failures.Add(new Rejection.TooFewGpus(job.Count, 0, 0));
        }

        return failures;
    }

    private static void AddRate(List<Rejection> failures, string key, double? wanted, double? best, Func<double, string> format)
    {
        if (wanted is { } minimum && !Reaches(best, wanted))
        {
            failures.Add(new Rejection.WeakGpu(key, format(minimum), best is { } rate ? format(rate) : null, (best ?? 0) / minimum));
        }
    }

    private static bool Reaches(double? measured, double? wanted) => wanted is null || measured >= wanted;

    private static bool IsModel(GpuRequirement job, GpuCapacity gpu) =>
        job.Model.Count == 0 || job.Model.Any(model => gpu.Model.Contains(model, StringComparison.OrdinalIgnoreCase));

    private static string Tflops(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Bandwidth(double value) => (value / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + "GB/s";
}
