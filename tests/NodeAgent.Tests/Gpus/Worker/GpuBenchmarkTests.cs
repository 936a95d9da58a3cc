using System.Collections.Concurrent;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.NodeAgent.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>A machine's GPUs measured by real workers: a fault of one costs a finding, and the others go on.</summary>
public sealed class GpuBenchmarkTests
{
    private static readonly WorkerLimits _short = new()
    {
        Call = TimeSpan.FromSeconds(8),
        Wait = TimeSpan.FromSeconds(8),
        Silence = TimeSpan.FromSeconds(60),
        Question = TimeSpan.FromSeconds(240),
    };

    private readonly Recorder _progress = new();

    [Test, CancelAfter(600_000)]
    public async Task Eight_gpus_are_measured_with_every_way_between_them_and_marked_as_simulated(CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(8, token);

        (GpuInventory inventory, GpuBenchRun run) = await RunAsync(machine, token);

        Assert.That((run.Simulated, run.Quick, run.Driver), Is.EqualTo((true, true, SimulatedMachine.Version)));
        Assert.That(run.AllFindings(), Is.Empty);
        Assert.That(run.Gpus.Select(gpu => gpu.Uuid), Is.EqualTo(inventory.Gpus.Select(gpu => gpu.Uuid)));
        Assert.That(run.Gpus.Select(gpu => gpu.Figures.Count), Has.All.EqualTo(GpuFigures.OfOne.Length - 5));
        Assert.That(run.Peers.Select(copy => (copy.From, copy.To)), Is.Unique);
        Assert.That(run.Peers, Has.Count.EqualTo(8 * 7));
        Assert.That(run.Peers.Select(copy => copy.Direct), Has.All.True);
        Assert.That(
            _progress.Seen.Select(at => (at.Number, at.Gpus, at.Step.Figure)),
            Is.EqualTo(Enumerable.Range(1, 8).SelectMany(gpu => GpuFigures.OfOne.Select(figure => (gpu, 8, figure)))),
            "told as it happens, figure by figure");
    }

    [TestCase("wrong", "1", GpuFindingCode.WrongResult, "Take it out of service", TestName = "GPUs that compute wrong")]
    [TestCase("vram.real", "16777216", GpuFindingCode.MemoryAliased, "counterfeit", TestName = "GPUs with aliased memory")]
    [TestCase("launches", "40", GpuFindingCode.GpuError, "dmesg", TestName = "Error 700 while GPUs are measured")]
    [TestCase("stall", "40", GpuFindingCode.DriverHangs, "reboot this machine", TestName = "A kernel that never ends in a measuring")]
    [TestCase("hang", "cuMemHostAlloc", GpuFindingCode.DriverHangs, "reboot this machine", TestName = "A call that hangs in a measuring")]
    [TestCase("die", "cuEventElapsedTime", GpuFindingCode.WorkerDied, "install the driver anew", TestName = "A driver that kills who asks")]
    [TestCase("fail.cuMemAlloc_v2", "2", GpuFindingCode.OutOfMemory, "nvidia-smi", TestName = "GPUs without free memory")]
    [CancelAfter(600_000)]
    public async Task A_fault_costs_each_gpu_a_finding_with_a_remedy_and_the_others_go_on(
        string setting, string value, GpuFindingCode code, string remedy, CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(2, token);
        machine.Set(setting, value);

        (_, GpuBenchRun run) = await RunAsync(machine, token);

        Assert.That(run.Gpus, Has.Count.EqualTo(2), "the second was tried although the first failed");
        foreach (MeasuredGpu gpu in run.Gpus)
        {
            Assert.That(gpu.Findings.Select(finding => finding.Code), Is.Not.Empty.And.All.EqualTo(code));
            Assert.That(gpu.Findings.Select(finding => finding.Gpu), Has.All.EqualTo(gpu.Uuid));
            Assert.That(gpu.Findings[0].Remedy, Does.Contain(remedy));
            Assert.That(gpu.Figures.Count + gpu.Unmeasured.Count, Is.EqualTo(GpuFigures.OfOne.Length));
        }

        Assert.That(run.Peers, Is.Empty, "nothing is sent between GPUs that failed");
    }

    [Test, CancelAfter(600_000)]
    public async Task A_gpu_that_hangs_keeps_what_was_measured_before_and_the_next_run_is_whole(CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(1, token);
        machine.Set("stall", 30);

        (_, GpuBenchRun run) = await RunAsync(machine, token);

        MeasuredGpu gpu = run.Gpus.Single();
        Assert.That(gpu.Findings.Single().Code, Is.EqualTo(GpuFindingCode.DriverHangs));
        Assert.That(gpu.Unmeasured[^1].Reason, Is.EqualTo(GpuFigures.Ended));
        Assert.That(gpu.Figures, Is.Not.Empty.And.Count.EqualTo(_progress.Seen.Count(at => at.Step.Taken is not null)));

        machine.Unset("stall");
        (_, run) = await RunAsync(machine, token);
        Assert.That(run.AllFindings(), Is.Empty);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_gpu_that_a_program_computes_on_is_left_alone_and_that_is_said(CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(1, token);
        machine.Set("processes", 2);
        machine.Set("die", "cuMemAlloc_v2");

        (_, GpuBenchRun run) = await RunAsync(machine, token);

        GpuFinding finding = run.Gpus.Single().Findings.Single();
        Assert.That((finding.Code, finding.IsGrave()), Is.EqualTo((GpuFindingCode.Busy, false)), finding.Message);
        Assert.That(finding.Message, Does.Contain("2 program(s) compute on it").And.Contain("left alone"));
        Assert.That(run.Gpus[0].Figures, Is.Empty);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_gpu_that_the_service_gave_to_a_job_is_not_even_asked(CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(1, token);
        machine.Set("die", "cuDevicePrimaryCtxRetain");

        (_, GpuBenchRun run) = await RunAsync(machine, token, SimulatedMachine.Uuid(0));

        Assert.That(run.Gpus.Single().Findings.Single().Message, Does.Contain("a job of this node has it"));
        Assert.That(_progress.Seen, Is.Empty);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_gpu_that_is_split_is_not_measured_and_the_inventory_says_why(CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(2, token);
        machine.Set("mig", 1);

        (GpuInventory inventory, GpuBenchRun run) = await RunAsync(machine, token);

        Assert.That(run.Gpus, Is.Empty);
        Assert.That(inventory.Findings.Select(finding => finding.Code), Does.Contain(GpuFindingCode.Split));
    }

    [TestCase("peers.wrong", "1", GpuFindingCode.PeerCorrupted, 2, TestName = "A board that corrupts what GPUs send each other")]
    [TestCase("hang", "cuMemcpyPeerAsync", GpuFindingCode.DriverHangs, 3, TestName = "A board on which GPUs wait for each other for ever")]
    [CancelAfter(600_000)]
    public async Task What_is_wrong_between_gpus_is_a_finding_and_the_gpus_keep_their_numbers(
        string setting, string value, GpuFindingCode code, int gpus, CancellationToken token)
    {
        using SimulatedMachine machine = await MachineAsync(gpus, token);
        machine.Set(setting, value);

        (_, GpuBenchRun run) = await RunAsync(machine, token);

        Assert.That(run.Peers, Is.Empty);
        Assert.That(run.PeerFindings.Select(finding => finding.Code), Has.All.EqualTo(code));
        Assert.That(run.PeerFindings, Has.Count.EqualTo(2), "one for each pair; of six that hang only two are waited for");
        Assert.That(run.Gpus.Select(gpu => gpu.Figures.Count), Has.All.EqualTo(GpuFigures.OfOne.Length - 5));
    }

    private static async Task<SimulatedMachine> MachineAsync(int gpus, CancellationToken token)
    {
        SimulatedMachine machine = await SimulatedMachine.StartAsync(gpus, token);
        machine.Set("vram", 64 << 20);
        machine.Set("capability", "7.5");
        return machine;
    }

    private async Task<(GpuInventory Inventory, GpuBenchRun Run)> RunAsync(
        SimulatedMachine machine, CancellationToken token, params string[] held)
    {
        WorkerStart start = new(machine.Root, AdmitSimulated: true) { Limits = _short };
        return await new GpuBenchmark(start, TimeProvider.System).RunAsync(quick: true, held.ToHashSet(), _progress, token);
    }

    private sealed class Recorder : IProgress<GpuBenchProgress>
    {
        public ConcurrentQueue<GpuBenchProgress> Seen { get; } = [];

        public void Report(GpuBenchProgress value) => Seen.Enqueue(value);
    }
}
