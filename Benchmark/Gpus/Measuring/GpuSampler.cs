using DePin.Benchmark.Gpus.Drivers;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// Asks NVML how a GPU is while it works: on the thread that queued the work, between that and the wait for it, so that a call that hangs
/// is seen like any other.
/// </summary>
/// <param name="nvml">Null where it could not be started.</param>
/// <param name="index">The GPU's, as NVML counts; null where NVML does not have it.</param>
internal sealed class GpuSampler(NvmlLibrary? nvml, int? index)
{
    private readonly List<GpuMoment> _moments = [];

    public void Take()
    {
        if (nvml is null || index is null)
        {
            return;
        }

        try
        {
            _moments.Add(MomentReader.Read(nvml, nvml.Device((uint)index)));
        }
        catch (NvmlException)
        {
            // A GPU that is lost meanwhile is told by the call that waits for it.
        }
    }

    /// <summary>What was seen since the last time; null for nothing.</summary>
    public GpuConditions? Conclude()
    {
        GpuConditions? seen = GpuConditions.Of(_moments);
        _moments.Clear();
        return seen;
    }
}
