using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Drivers;
using DePin.Benchmark.Gpus.Measuring;
using DePin.Benchmark.Gpus.Native;
using DePin.SimulatedDrivers;

namespace DePin.Benchmark.Tests.Gpus.Measuring;

/// <summary>One GPU measured in this process, on the simulated driver: what is taken, how it is checked, what a fault leaves.</summary>
public sealed class GpuBenchTests
{
    private const long MiB = 1L << 20;

    /// <summary>As little as has every part.</summary>
    private static readonly GpuBenchPlan _short = GpuBenchPlan.Quick with
    {
        WarmUp = TimeSpan.FromMilliseconds(1),
        Window = TimeSpan.FromMilliseconds(1),
        Windows = 2,
        Operations = 5,
        Budget = TimeSpan.FromMinutes(10),
        MemoryBytes = MiB,
        LinkBytes = MiB,
        Inverse = true,
    };

    private readonly List<GpuBenchStep> _steps = [];

    [TestCase("7.5", "sm_75", 5)]
    [TestCase("8.0", "sm_80", 3)]
    [TestCase("9.0", "sm_90a", 1)]
    [TestCase("12.0", "sm_89, compiled forward for 12.0", 1)]
    [CancelAfter(300_000)]
    public async Task Everything_that_the_kernels_offer_is_measured_and_the_rest_says_why_not(
        string capability, string path, int unmeasured, CancellationToken token)
    {
        MeasuredGpu measured = await MeasureAsync(_short, token, ("capability", capability));

        Assert.That(measured.Findings, Is.Empty);
        Assert.That(measured.Path, Is.EqualTo(path));
        Assert.That(measured.Unmeasured, Has.Count.EqualTo(unmeasured));
        Assert.That(measured.Unmeasured.Select(one => one.Reason), Has.All.Contains("kernel"));
        Assert.That(
            measured.Figures.Select(figure => figure.Figure).Concat(measured.Unmeasured.Select(one => one.Figure)),
            Is.EquivalentTo(GpuFigures.OfOne));
        Assert.That(_steps.Select(step => (step.Figure, step.Done)), Is.EqualTo(GpuFigures.OfOne.Select((figure, i) => (figure, i + 1))));
        foreach (GpuMeasurement figure in measured.Figures)
        {
            Assert.That(figure.Median, Is.GreaterThan(0).And.InRange(figure.Min, figure.Max), $"{figure}");
            Assert.That(figure.Windows, Is.EqualTo(figure.Figure switch
            {
                GpuFigure.Vram => 1,
                _ when figure.Unit == MeasurementUnit.Seconds => 5,
                _ => 2,
            }));
            Assert.That(figure.Conditions?.LowestSmMhz, Is.EqualTo(HasConditions(figure) ? 345 : null), $"{figure}");
        }

        Assert.That(measured.Find(GpuFigure.Vram)!.Median, Is.EqualTo(48 * MiB), "an eighth is left to others");
        Assert.That(measured.Find(GpuFigure.Int8Gemm)!.Unit, Is.EqualTo(MeasurementUnit.OperationsPerSecond));
        Assert.That(measured.Find(GpuFigure.Fp16Gemm)!.Method, Does.Contain("elements compared with the processor's"));
    }

    [TestCase("wrong", "1", GpuFindingCode.WrongResult, GpuFigure.Vram, "computed a wrong result: thread", TestName = "Wrong throughout")]
    [TestCase("vram.real", "16777216", GpuFindingCode.MemoryAliased, GpuFigure.Vram, "has not the memory", TestName = "Memory aliased")]
    [TestCase("launches", "20", GpuFindingCode.GpuError, GpuFigure.Vram, "700 (CUDA_ERROR_ILLEGAL", TestName = "Error 700 mid-run")]
    [TestCase("fail.cuMemcpyDtoHAsync_v2", "214", GpuFindingCode.GpuError, GpuFigure.Vram, "ECC", TestName = "An uncorrectable error")]
    [TestCase("ptx", "50", GpuFindingCode.DriverTooOld, GpuFigure.Vram, "Unsupported .version", TestName = "Kernels too new")]
    [TestCase("capability", "7.0", GpuFindingCode.GpuTooOld, GpuFigure.Vram, "7.5 and later", TestName = "A card too old")]
    [CancelAfter(300_000)]
    public async Task A_fault_is_a_finding_and_never_a_number_and_what_was_measured_before_stands(
        string setting, string value, GpuFindingCode code, GpuFigure first, string told, CancellationToken token)
    {
        MeasuredGpu measured = await MeasureAsync(_short, token, (setting, value));

        GpuFinding finding = measured.Findings.Single();
        Assert.That((finding.Code, finding.Gpu), Is.EqualTo((code, SimulatedMachine.Uuid(0))), finding.Message);
        Assert.That(finding.Message, Does.Contain(told));
        Assert.That(finding.Remedy, Is.Not.Empty);
        Assert.That(measured.Figures.Select(figure => figure.Figure), Is.All.LessThanOrEqualTo(first));
        Assert.That(measured.Unmeasured.Select(one => one.Figure), Does.Contain(GpuFigure.LaunchRoundTrip));
        Assert.That(measured.Figures.Count + measured.Unmeasured.Count, Is.EqualTo(GpuFigures.OfOne.Length));
        Assert.That(measured.IsTrustworthy(), Is.EqualTo(code is not (GpuFindingCode.WrongResult or GpuFindingCode.MemoryAliased)));
        Assert.That(_steps, Has.Count.EqualTo(GpuFigures.OfOne.Length), "progress is told to the end");
    }

    [TestCase(GpuFigure.Fp8Rate, GpuFigure.Int8Gemm, "computed again, was another")]
    [TestCase(GpuFigure.Fp16Gemm, GpuFigure.Bf16Gemm, "computed again, was another")]
    [TestCase(GpuFigure.Fp32Rate, GpuFigure.Int8Rate, "where another that computes the same gave")]
    [CancelAfter(300_000)]
    public async Task One_wrong_bit_in_each_result_is_seen_though_no_sample_shows_it(
        GpuFigure before, GpuFigure wrong, string told, CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(1, token);

        MeasuredGpu measured = Measure(machine, _short, step => machine.Set("wrong", step.Done > (int)before ? 1 : 0), token);

        GpuFinding finding = measured.Findings.Single();
        Assert.That(finding.Code, Is.EqualTo(GpuFindingCode.WrongResult));
        Assert.That(finding.Message, Does.Contain(told));
        Assert.That(measured.Unmeasured.First(one => one.Figure == wrong).Reason, Is.EqualTo(GpuFigures.Failed));
        Assert.That(measured.Figures.Max(figure => figure.Figure), Is.EqualTo(before), "and nothing after it has a number");
    }

    [Test, CancelAfter(300_000)]
    public async Task A_gpu_without_memory_is_measured_as_far_as_that_goes(CancellationToken token)
    {
        MeasuredGpu measured = await MeasureAsync(_short, token, ("fail.cuMemAlloc_v2", 2));

        Assert.That(measured.Findings.Select(finding => finding.Code), Is.Not.Empty.And.All.EqualTo(GpuFindingCode.OutOfMemory));
        Assert.That(measured.Findings, Is.Unique);
        Assert.That(measured.Figures.Select(figure => figure.Figure), Is.EqualTo(new[] { GpuFigure.Launch, GpuFigure.LaunchRoundTrip }));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_budget_that_is_used_up_costs_windows_and_no_figure(CancellationToken token)
    {
        MeasuredGpu measured = await MeasureAsync(_short with { Budget = TimeSpan.Zero }, token, ("capability", "8.0"));

        Assert.That(measured.Findings, Is.Empty);
        Assert.That(measured.Figures, Has.Count.EqualTo(GpuFigures.OfOne.Length - 3));
        Assert.That(measured.Find(GpuFigure.Fp16Gemm)!.Windows, Is.EqualTo(1));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_slowed_the_gpu_meanwhile_is_a_finding_with_the_numbers(CancellationToken token)
    {
        MeasuredGpu measured = await MeasureAsync(_short, token, ("reasons", (int)ClockReasons.HardwareThermal), ("capability", "7.5"));

        Assert.That(measured.Findings.Single().Code, Is.EqualTo(GpuFindingCode.Slowed));
        Assert.That(measured.Find(GpuFigure.Fp16Gemm)!.Conditions!.Reasons, Is.EqualTo(ClockReasons.HardwareThermal));
    }

    [TestCase(1, true)]
    [TestCase(0, false)]
    [CancelAfter(300_000)]
    public async Task The_way_between_two_gpus_is_measured_and_checked(int peers, bool direct, CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(2, token);
        machine.Set("peers", peers);
        (PeerBench bench, IReadOnlyList<CudaGpu> gpus) = Pair(machine);

        (PeerCopy? there, GpuFinding? none) = bench.Run(gpus[0], gpus[1], _short, token);
        (PeerCopy? back, _) = bench.Run(gpus[1], gpus[0], _short, token);

        Assert.That(none, Is.Null, none?.Message);
        Assert.That((there!.From, there.To, there.Direct), Is.EqualTo((gpus[0].Uuid, gpus[1].Uuid, direct)));
        Assert.That((there.Rate.Windows, there.Rate.Unit), Is.EqualTo((2, MeasurementUnit.BytesPerSecond)));
        Assert.That(back!.From, Is.EqualTo(gpus[1].Uuid));
        bench.Dispose();
    }

    [Test, CancelAfter(300_000)]
    public async Task A_board_that_corrupts_what_gpus_send_each_other_is_told(CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(2, token);
        machine.Set("peers.wrong", 1);
        (PeerBench bench, IReadOnlyList<CudaGpu> gpus) = Pair(machine);

        (PeerCopy? copy, GpuFinding? finding) = bench.Run(gpus[0], gpus[1], _short, token);

        Assert.That(copy, Is.Null);
        Assert.That((finding!.Code, finding.IsGrave()), Is.EqualTo((GpuFindingCode.PeerCorrupted, true)));
        Assert.That(finding.Message, Does.Contain("1 wrong bits"));
        bench.Dispose();
    }

    private static (PeerBench, IReadOnlyList<CudaGpu>) Pair(SimulatedMachine machine)
    {
        DriverSession session = new(machine.Libraries, admitSimulated: true, new CallWatch(TimeProvider.System));
        IReadOnlyList<CudaGpu> gpus = session.Read().Cuda.Gpus;
        return (new PeerBench(session.Cuda!, TimeProvider.System), gpus);
    }

    private static bool HasConditions(GpuMeasurement figure) => figure.Figure != GpuFigure.Vram && figure.Unit != MeasurementUnit.Seconds;

    private async Task<MeasuredGpu> MeasureAsync(GpuBenchPlan plan, CancellationToken token, params (string Key, object Value)[] settings)
    {
        using SimulatedMachine machine = await MachineAsync(1, token);
        foreach ((string key, object value) in settings)
        {
            machine.Set(key, value);
        }

        return Measure(machine, plan, _ => { }, token);
    }

    private MeasuredGpu Measure(SimulatedMachine machine, GpuBenchPlan plan, Action<GpuBenchStep> onStep, CancellationToken token)
    {
        DriverSession session = new(machine.Libraries, admitSimulated: true, new CallWatch(TimeProvider.System));
        CudaGpu gpu = session.Read().Cuda.Gpus[0];
        return new GpuBench(session.Cuda!, session.Nvml, TimeProvider.System).Run(gpu, 0, plan, new Recorder(_steps, onStep), token);
    }

    private static async Task<SimulatedMachine> MachineAsync(int gpus, CancellationToken token)
    {
        SimulatedMachine machine = await SimulatedMachine.StartAsync(gpus, token);
        machine.Set("vram", 64 * MiB);
        return machine;
    }

    private sealed class Recorder(List<GpuBenchStep> steps, Action<GpuBenchStep> onStep) : IProgress<GpuBenchStep>
    {
        public void Report(GpuBenchStep value)
        {
            steps.Add(value);
            onStep(value);
        }
    }
}
