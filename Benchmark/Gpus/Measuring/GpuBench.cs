using System.Globalization;
using System.Security.Cryptography;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Machine.Kernels;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// Measures one GPU, figure after figure. What cannot be measured says why; a wrong result, a lost GPU and an error that stays end it with
/// a finding, and what was measured until then stands.
/// </summary>
internal sealed class GpuBench(CudaLibrary cuda, NvmlLibrary? nvml, TimeProvider time)
{
    private readonly List<GpuMeasurement> _figures = [];
    private readonly List<Unmeasured> _unmeasured = [];
    private readonly List<GpuFinding> _findings = [];
    private readonly uint _seed = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <param name="index">The GPU's, as NVML counts; null where NVML does not have it.</param>
    /// <param name="progress">Told after each figure, on this thread.</param>
    public MeasuredGpu Run(CudaGpu gpu, int? index, GpuBenchPlan plan, IProgress<GpuBenchStep> progress, CancellationToken token)
    {
        long start = time.GetTimestamp();
        string? path = null;
        try
        {
            using GpuContext context = new(cuda, gpu);
            path = context.Path;
            using GpuTimer timer = new(context, new GpuSampler(nvml, index), plan, time);
            foreach (GpuFigure figure in GpuFigures.OfOne)
            {
                timer.Plan = time.GetElapsedTime(start) < plan.Budget ? plan : plan.Hurried;
                Tell(progress, Take(gpu, figure, timer, token));
            }
        }
        catch (CudaException failed)
        {
            Add(LaunchFindings.Of(gpu, failed));
            Leave(progress);
        }

        return new MeasuredGpu
        {
            Uuid = gpu.Uuid,
            Name = gpu.Name,
            MemoryBytes = gpu.MemoryBytes,
            Path = path,
            Seconds = time.GetElapsedTime(start).TotalSeconds,
            Figures = _figures,
            Unmeasured = _unmeasured,
            Findings = [.. _findings, .. SlowedFindings.Of(gpu, _figures)],
        };
    }

    /// <exception cref="CudaException">The GPU, or this process, is of no more use.</exception>
    private (GpuFigure, GpuMeasurement?, string?) Take(CudaGpu gpu, GpuFigure figure, GpuTimer timer, CancellationToken token)
    {
        if (GpuFigures.WhyNot(figure, timer.Gpu.Family) is { } reason)
        {
            return (figure, null, reason);
        }

        if (_findings.Any(finding => finding.Code is GpuFindingCode.WrongResult or GpuFindingCode.MemoryAliased))
        {
            return (figure, null, GpuFigures.Ended);
        }

        try
        {
            return (figure, Measure(gpu, figure, timer, token), GpuFigures.Failed);
        }
        catch (WrongResultException wrong)
        {
            Add(LaunchFindings.Wrong(gpu, wrong.Message));
            return (figure, null, GpuFigures.Failed);
        }
        catch (CudaException full) when (full.Failure.Status == CudaException.OutOfMemory)
        {
            Add(LaunchFindings.Of(gpu, full));
            return (figure, null, GpuFigures.Failed);
        }
    }

    private GpuMeasurement? Measure(CudaGpu gpu, GpuFigure figure, GpuTimer timer, CancellationToken token) => figure switch
    {
        GpuFigure.Vram => Vram(gpu, timer),
        GpuFigure.Fp32Rate => new RateFigures(timer).TakeFp32(token),
        GpuFigure.Int8Rate or GpuFigure.Fp16Rate or GpuFigure.Bf16Rate or GpuFigure.Fp8Rate =>
            new RateFigures(timer).TakeTensor(figure, GpuFigures.ElementOf(figure)!.Value, token),
        GpuFigure.Int8Gemm or GpuFigure.Fp16Gemm or GpuFigure.Bf16Gemm or GpuFigure.Fp8Gemm =>
            new ProductFigures(timer).Take(figure, GpuFigures.ElementOf(figure)!.Value, token),
        GpuFigure.MemoryRead or GpuFigure.MemoryCopy or GpuFigure.MemoryTriad => new MemoryFigures(timer, _seed).Take(figure, token),
        GpuFigure.PcieToGpu or GpuFigure.PcieFromGpu or GpuFigure.PcieBothWays => new LinkFigures(timer, _seed).TakeRate(figure, token),
        _ => new LinkFigures(timer, _seed).TakeTime(figure, token),
    };

    private GpuMeasurement? Vram(CudaGpu gpu, GpuTimer timer)
    {
        PatternCheck.Result memory = new PatternCheck(timer.Gpu, _seed, timer.Plan.Inverse).Run();
        if (LaunchFindings.Kept(gpu, memory) is { } wrong)
        {
            Add(wrong);
            return null;
        }

        return GpuMeasurement.Of(
            GpuFigure.Vram, MeasurementUnit.Bytes, [memory.Taken],
            string.Create(
                CultureInfo.InvariantCulture,
                $"all that was free of {gpu.MemoryBytes >> 20} MiB, written whole and then read{(timer.Plan.Inverse ? ", twice" : "")}"),
            null);
    }

    /// <summary>What befalls several figures alike is said once.</summary>
    private void Add(GpuFinding finding)
    {
        if (!_findings.Contains(finding))
        {
            _findings.Add(finding);
        }
    }

    private void Tell(IProgress<GpuBenchStep> progress, (GpuFigure Figure, GpuMeasurement? Taken, string? Reason) step)
    {
        if (step.Taken is { } taken)
        {
            _figures.Add(taken);
        }
        else
        {
            _unmeasured.Add(new Unmeasured(step.Figure, step.Reason!));
        }

        int done = _figures.Count + _unmeasured.Count;
        progress.Report(new GpuBenchStep(
            step.Figure, done, GpuFigures.OfOne.Length, step.Taken, step.Taken is null ? step.Reason : null));
    }

    private void Leave(IProgress<GpuBenchStep> progress)
    {
        foreach (GpuFigure figure in GpuFigures.OfOne.Skip(_figures.Count + _unmeasured.Count))
        {
            Tell(progress, (figure, null, GpuFigures.Ended));
        }
    }
}
