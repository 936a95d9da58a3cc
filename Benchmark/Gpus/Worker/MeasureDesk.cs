using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Drivers;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>
/// What takes a GPU for itself to try it out or to measure it: never one that somebody computes on. All on the worker's thread.
/// </summary>
/// <param name="say">Told of each figure.</param>
internal sealed class MeasureDesk(DriverSession driver, Action<GpuWord> say, TimeProvider time)
{
    private PeerBench? _peers;

    public GpuWord Check(GpuQuestion.Check question, DriverSight sight)
    {
        DropPeers();
        if (Find(question.Gpu, sight) is not { } gpu)
        {
            return new GpuWord.Checked(question.Id, null);
        }

        return new GpuWord.Checked(question.Id, Busy(gpu, sight) is { } busy
            ? new GpuCheck { Uuid = gpu.Uuid, RightWords = 0, KeptBytes = 0, Seconds = 0, Findings = [busy] }
            : new GpuChecker(driver.Cuda!, time).Run(gpu));
    }

    public GpuWord Measure(GpuQuestion.Measure question, DriverSight sight, CancellationToken token)
    {
        DropPeers();
        if (Find(question.Gpu, sight) is not { } gpu)
        {
            return new GpuWord.Measured(question.Id, null);
        }

        return new GpuWord.Measured(question.Id, Busy(gpu, sight) is { } busy
            ? MeasuredGpu.Left(gpu.Uuid, gpu.Name, gpu.MemoryBytes, busy)
            : new GpuBench(driver.Cuda!, driver.Nvml, time).Run(
                gpu, Index(gpu, sight), GpuBenchPlan.Of(question.Quick), new Steps(say), token));
    }

    public GpuWord Pair(GpuQuestion.Pair question, DriverSight sight, CancellationToken token)
    {
        CudaGpu? from = Find(question.From, sight), to = Find(question.To, sight);
        if (from is null || to is null)
        {
            return new GpuWord.Copied(question.Id, null, LaunchFindings.Gone(from is null ? question.From : question.To));
        }

        (PeerCopy? copy, GpuFinding? finding) = (Busy(from, sight) ?? Busy(to, sight)) is { } busy
            ? (null, busy)
            : (_peers ??= new PeerBench(driver.Cuda!, time)).Run(from, to, GpuBenchPlan.Of(question.Quick), token);
        return new GpuWord.Copied(question.Id, copy, finding);
    }

    /// <summary>What pairs hold of GPUs would be missing from what is measured.</summary>
    private void DropPeers()
    {
        _peers?.Dispose();
        _peers = null;
    }

    private CudaGpu? Find(string uuid, DriverSight sight) => driver.Cuda is null ? null : sight.Cuda.Find(uuid);

    private GpuFinding? Busy(CudaGpu gpu, DriverSight sight) => GpuUse.Find(driver.Nvml, Index(gpu, sight), gpu);

    private static int? Index(CudaGpu gpu, DriverSight sight) =>
        sight.Nvml.Gpus.FirstOrDefault(candidate => candidate.Uuid == gpu.Uuid)?.Index;

    private sealed class Steps(Action<GpuWord> say) : IProgress<GpuBenchStep>
    {
        public void Report(GpuBenchStep value) => say(new GpuWord.Step(value));
    }
}
