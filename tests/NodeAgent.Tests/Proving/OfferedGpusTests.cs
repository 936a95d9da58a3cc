using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Proving;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Proving;

/// <summary>Which GPUs a scheduler hears of.</summary>
public sealed class OfferedGpusTests
{
    private static readonly Gpu _gpu = new()
    {
        Uuid = "GPU-a",
        Address = new PciAddress(0, 1, 0),
        Name = "NVIDIA H200",
        Usable = true,
        MemoryBytes = 150L << 30,
    };

    private static readonly GpuInventory _inventory = new() { Driver = "550.54", Gpus = [_gpu, _gpu with { Uuid = "GPU-b" }] };

    [Test]
    public void Sound_gpus_are_offered_with_what_the_driver_says_and_no_figures()
    {
        Capacity offered = Offer(_inventory);

        Assert.That(offered.Gpus.Select(gpu => gpu.Uuid), Is.EqualTo(new[] { "GPU-a", "GPU-b" }));
        Assert.That(offered.Gpus[0], Is.EqualTo(new GpuCapacity { Uuid = "GPU-a", Model = "NVIDIA H200", VramBytes = 150L << 30 }));
        Assert.That(offered.Simulated, Is.False);
    }

    [Test]
    public void A_gpu_is_offered_with_its_checked_fp16_product_and_what_it_reads_in_a_second()
    {
        MeasuredGpu measured = Measured(
            GpuMeasurement.Of(GpuFigure.Fp16Gemm, MeasurementUnit.FlopsPerSecond, [640e12, 650e12, 660e12], "by hand", null),
            GpuMeasurement.Of(GpuFigure.Fp16Rate, MeasurementUnit.FlopsPerSecond, [900e12], "by hand", null),
            GpuMeasurement.Of(GpuFigure.MemoryRead, MeasurementUnit.BytesPerSecond, [4.3e12], "by hand", null));

        Capacity offered = Offer(_inventory, measured: measured);

        Assert.That((offered.Gpus[0].Fp16Tflops, offered.Gpus[0].MemoryBytesPerSecond), Is.EqualTo((650, 4.3e12)));
        Assert.That((offered.Gpus[1].Fp16Tflops, offered.Gpus[1].MemoryBytesPerSecond), Is.EqualTo(((double?)null, (double?)null)));
    }

    [Test]
    public void A_gpu_that_was_measured_to_compute_wrong_is_not_offered_until_it_is_measured_again() => Assert.That(
        Offer(_inventory, measured: Measured() with { Findings = [new GpuFinding(GpuFindingCode.WrongResult, "m", "r", "GPU-a")] })
            .Gpus.Single().Uuid,
        Is.EqualTo("GPU-b"));

    [Test]
    public void Before_the_first_look_there_is_nothing_to_offer() => Assert.That(Offer(null).Gpus, Is.Empty);

    [Test]
    public void A_gpu_that_containers_cannot_get_is_not_offered() =>
        Assert.That(Offer(_inventory, GpuAccess.None).Gpus, Is.Empty);

    [Test]
    public void A_grave_finding_takes_its_gpu_away_and_one_of_the_driver_all()
    {
        GpuFinding finding = new(GpuFindingCode.GpuError, "it fell off the bus", "restart the machine");

        Assert.That(Offer(_inventory.With([finding with { Gpu = "GPU-a" }])).Gpus.Single().Uuid, Is.EqualTo("GPU-b"));
        Assert.That(Offer(_inventory.With([finding])).Gpus, Is.Empty);
        Assert.That(Offer(_inventory.With([finding with { Code = GpuFindingCode.Slowed }])).Gpus, Has.Count.EqualTo(2));
        GpuFinding split = finding with { Code = GpuFindingCode.Split, Gpu = "GPU-b" };
        Assert.That(Offer(_inventory.With([split])).Gpus.Single().Uuid, Is.EqualTo("GPU-a"));
    }

    [Test]
    public void What_cuda_does_not_offer_or_has_no_memory_is_not_offered() => Assert.That(
        Offer(_inventory with { Gpus = [_gpu with { Usable = false }, _gpu with { MemoryBytes = null }] }).Gpus, Is.Empty);

    [Test]
    public void A_simulated_gpu_makes_the_whole_capacity_simulated()
    {
        Capacity offered = Offer(_inventory with { Simulated = true }, GpuAccess.None);

        Assert.That((offered.Gpus.Count, offered.Simulated), Is.EqualTo((2, true)));
    }

    private static MeasuredGpu Measured(params GpuMeasurement[] figures) =>
        new() { Uuid = "GPU-a", Seconds = 5, Figures = figures, Unmeasured = [], Findings = [] };

    private static Capacity Offer(GpuInventory? inventory, GpuAccess access = GpuAccess.Cdi, MeasuredGpu? measured = null) =>
        OfferedGpus.Beside(
            new Capacity
            {
                CpuMillicores = 1000,
                CpuModel = "a processor",
                MemoryBytes = 1 << 30,
                DiskBytes = 1 << 30,
                Egress = true,
                Gpus = [],
                Measured = new MachineMeasurement { MeasuredAt = 1 },
                Simulated = false,
                AgentVersion = "1.0.0",
            },
            inventory,
            access,
            measured is null ? new Dictionary<string, MeasuredGpu>() : new Dictionary<string, MeasuredGpu> { [measured.Uuid] = measured });
}
