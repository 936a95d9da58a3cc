using DePin.Benchmark.Figures;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Measuring;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Measuring;

public sealed class MeasuringTests
{
    private const long Week = 7 * 24 * 3600;

    private static readonly MachineFacts _facts = new()
    {
        CpuModel = "Imaginary 9000",
        Cores = 4,
        VectorBits = 256,
        MemoryBytes = 8L << 30,
        MemoryAvailableBytes = 6L << 30,
        CpuQuotaCores = 2.5,
        MemoryLimitBytes = 4L << 30,
    };

    private static readonly MachineReport _report = new()
    {
        MeasuredAt = 1_000_000,
        Quick = true,
        Seconds = 5,
        Machine = _facts,
        Figures = [Rate(MachineFigure.CpuFp32AllCores, 11), Rate(MachineFigure.DiskRead, 22), Rate(MachineFigure.SchedulerRoundTrip, 33)],
        Findings = [],
    };

    [Test]
    public void The_wire_carries_medians_and_leaves_what_was_not_measured_null() =>
        Assert.That(WireMeasurement.Of(_report), Is.EqualTo(new MachineMeasurement
        {
            MeasuredAt = 1_000_000,
            CpuFlopsPerSecond = 11,
            DiskReadBytesPerSecond = 22,
            SchedulerRoundTripSeconds = 33,
        }));

    [Test]
    public void The_offer_is_what_is_usable_less_the_reserve()
    {
        OfferOptions keep = new() { ReserveCpuMillicores = 300, ReserveMemoryBytes = 1L << 30, ReserveDiskBytes = 10, Egress = false };
        Capacity capacity = CapacityOffer.Of(_report, keep, diskBytes: 100, egress: true, "1.2.3");
        Assert.That(
            (capacity.CpuMillicores, capacity.MemoryBytes, capacity.DiskBytes, capacity.Egress, capacity.Simulated),
            Is.EqualTo((2200, 3L << 30, 79L, false, false)));
    }

    [Test]
    public void A_machine_smaller_than_the_reserve_offers_nothing()
    {
        OfferOptions keep = new() { ReserveCpuMillicores = 99_000, ReserveMemoryBytes = 1L << 40, ReserveDiskBytes = 1L << 40 };
        Capacity capacity = CapacityOffer.Of(_report, keep, 100, true, "1.2.3");
        Assert.That((capacity.CpuMillicores, capacity.MemoryBytes, capacity.DiskBytes, capacity.Egress), Is.EqualTo((0, 0L, 0L, true)));
    }

    [TestCase(0, ExpectedResult = true)]
    [TestCase(Week - 1, ExpectedResult = true)]
    [TestCase(Week, ExpectedResult = false)]
    [TestCase(-1, ExpectedResult = false, Description = "measured in the future: the clock was set back")]
    public bool A_measurement_lasts_a_week(long age) =>
        MeasuredMachine.Fits(_report, _facts, DateTimeOffset.FromUnixTimeSeconds(1_000_000 + age));

    [Test]
    public void A_changed_machine_is_measured_anew()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1_000_001);
        Assert.That(MeasuredMachine.Fits(_report, _facts with { MemoryAvailableBytes = 1 }, now), "free memory comes and goes");
        Assert.That(MeasuredMachine.Fits(_report, _facts with { CpuModel = "Imaginary 9001" }, now), Is.False);
        Assert.That(MeasuredMachine.Fits(_report, _facts with { CpuQuotaCores = null }, now), Is.False);
        Assert.That(MeasuredMachine.Fits(_report, _facts with { MemoryLimitBytes = 2L << 30 }, now), Is.False);
    }

    [Test]
    public void A_machine_that_computed_wrongly_is_not_taken_at_its_word()
    {
        MachineReport wrong = _report with { Findings = [new Finding(FindingCode.WrongResult, "m", "r")] };
        Assert.That(MeasuredMachine.Fits(wrong, _facts, DateTimeOffset.FromUnixTimeSeconds(1_000_001)), Is.False);
    }

    private static Measurement Rate(MachineFigure figure, double value) =>
        Measurement.Of(figure, MeasurementUnit.BytesPerSecond, [value], "by hand");
}
