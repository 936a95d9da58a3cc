using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>Whether somebody computes on a GPU: then neither its memory nor its time is ours to take.</summary>
public static class GpuUse
{
    /// <summary>Memory in use beyond this is a program's, whether or not it is listed: in a container, others are not.</summary>
    private const long LeastUse = 1L << 30;

    /// <param name="nvml">Null where it could not be started: then nobody can tell, and CUDA lends what is free.</param>
    /// <param name="index">The GPU's, as NVML counts.</param>
    /// <returns>Null where nobody does.</returns>
    internal static GpuFinding? Find(NvmlLibrary? nvml, int? index, CudaGpu gpu)
    {
        if (nvml is null || index is null)
        {
            return null;
        }

        try
        {
            nint device = nvml.Device((uint)index);
            long? used = (long?)nvml.Memory(device)?.Used;
            return Of(gpu, nvml.Processes(device), (uint)Environment.ProcessId, used);
        }
        catch (NvmlException)
        {
            // One that is lost fails at its first use, which tells it better.
            return null;
        }
    }

    /// <summary>The judgement alone. Pure.</summary>
    /// <param name="processes">How many compute on it, and the first one's id; null where the driver does not say.</param>
    /// <param name="own">The id of this process.</param>
    /// <param name="usedBytes">Memory in use, less what the driver keeps for itself; null where the driver does not say.</param>
    internal static GpuFinding? Of(CudaGpu gpu, (uint Count, uint First)? processes, uint own, long? usedBytes)
    {
        uint others = processes is not { } listed ? 0 : listed == (1, own) ? 0 : listed.Count;
        return others > 0 ? Busy(gpu, $"{others} program(s) compute on it")
            : usedBytes >= LeastUse ? Busy(gpu, $"{usedBytes >> 20} MiB of its memory are in use")
            : null;
    }

    /// <param name="why">Who has it.</param>
    internal static GpuFinding Busy(CudaGpu gpu, string why) => Busy($"The GPU at {gpu.Address}", gpu.Uuid, why);

    /// <inheritdoc cref="Busy(CudaGpu, string)"/>
    public static GpuFinding Busy(Gpu gpu, string why) => Busy($"The GPU at {gpu.Address}", gpu.Uuid, why);

    private static GpuFinding Busy(string who, string uuid, string why) => new(
        GpuFindingCode.Busy,
        FormattableString.Invariant($"{who} is in use ({why}) and is left alone: measuring would take memory and time from its job."),
        "Have the node drained ('depin-scheduler node drain'), wait for its jobs to end, and measure again.",
        uuid);
}
