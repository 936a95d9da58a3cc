using System.Globalization;
using System.Security.Cryptography;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// Measures the way from one GPU's memory to another's, and checks every bit that arrives: some boards corrupt it. GPUs stay ready between
/// pairs, as making them so takes longer than measuring.
/// </summary>
internal sealed class PeerBench(CudaLibrary cuda, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, GpuContext> _ready = [];

    /// <returns>The rate, or why there is none.</returns>
    public (PeerCopy? Copy, GpuFinding? Finding) Run(CudaGpu from, CudaGpu to, GpuBenchPlan plan, CancellationToken token)
    {
        try
        {
            GpuContext near = Ready(from), far = Ready(to);
            bool direct = from.Peers.Contains(to.Uuid);
            if (direct)
            {
                near.EnablePeer(far);
            }

            (long bytes, IReadOnlyList<double> seconds, ulong wrong) = Measure(near, far, plan, token);
            return wrong == 0 ? (Copy(from, to, direct, bytes, seconds), null) : (null, Corrupted(from, to, wrong));
        }
        catch (CudaException failed)
        {
            return (null, LaunchFindings.Of(from, failed));
        }
    }

    public void Dispose()
    {
        foreach (GpuContext gpu in _ready.Values)
        {
            gpu.Dispose();
        }

        _ready.Clear();
    }

    private (long Bytes, IReadOnlyList<double> Seconds, ulong WrongBits) Measure(
        GpuContext near, GpuContext far, GpuBenchPlan plan, CancellationToken token)
    {
        uint seed = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
        far.Use();
        long free = far.FreeBytes();
        near.Use();
        long bytes = GpuSizes.Link(Math.Min(free, near.FreeBytes()), long.MaxValue, plan);
        using GpuTimer timer = new(near, new GpuSampler(null, null), plan, time);
        using PatternWords sent = new(near, timer.Stream, seed);
        using DeviceBuffer source = near.Allocate(bytes);
        sent.Fill(source, 0, inverse: false);
        timer.Stream.Synchronize();

        far.Use();
        using GpuStream there = far.CreateStream();
        using PatternWords arrived = new(far, there, seed);
        using DeviceBuffer target = far.Allocate(bytes);
        there.Fill(target, 0);
        there.Synchronize();

        near.Use();
        (IReadOnlyList<double> seconds, _) = timer.InWindows(() => timer.Stream.CopyPeer(far, target, source), token);

        far.Use();
        arrived.Check(target, 0, inverse: false);
        return (bytes, seconds, arrived.Conclude().WrongBits);
    }

    private GpuContext Ready(CudaGpu gpu)
    {
        if (!_ready.TryGetValue(gpu.Uuid, out GpuContext? ready))
        {
            ready = new GpuContext(cuda, gpu);
            _ready.Add(gpu.Uuid, ready);
        }

        return ready;
    }

    private static PeerCopy Copy(CudaGpu from, CudaGpu to, bool direct, long bytes, IReadOnlyList<double> seconds) => new(
        from.Uuid, to.Uuid, direct,
        GpuMeasurement.Of(
            GpuFigure.PeerCopy, MeasurementUnit.BytesPerSecond, seconds.Select(window => bytes / window),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes >> 20} MiB of random data, {(direct ? "directly" : "by way of the machine's memory")}, every bit checked"),
            null));

    private static GpuFinding Corrupted(CudaGpu from, CudaGpu to, ulong wrong) => new(
        GpuFindingCode.PeerCorrupted,
        FormattableString.Invariant($"What the GPU at {from.Address} sends to the one at {to.Address} arrives with {wrong} wrong bits."),
        "Switch PCI access control (ACS) off, or the IOMMU ('iommu=off' or 'iommu=pt' on the kernel's command line); until then give jobs "
        + "one GPU each.",
        from.Uuid);
}
