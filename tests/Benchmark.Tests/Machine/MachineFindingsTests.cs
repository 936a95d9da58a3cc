using DePin.Benchmark.Machine;

namespace DePin.Benchmark.Tests.Machine;

public sealed class MachineFindingsTests
{
    private static readonly MachineFacts Quiet = Samples.Facts;

    [Test]
    public void A_quiet_unlimited_machine_has_no_findings() =>
        Assert.That(MachineFindings.Of(Quiet, [Samples.Rate(MachineFigure.MemoryRead, 10, 11, 12)], 0), Is.Empty);

    [Test]
    public void Windows_that_differ_too_much_are_noisy()
    {
        Finding finding = MachineFindings.Of(Quiet, [Samples.Rate(MachineFigure.MemoryRead, 10, 11, 13)], 0).Single();
        Assert.That(finding.Code, Is.EqualTo(FindingCode.Noisy));
        Assert.That(finding.Figure, Is.EqualTo(MachineFigure.MemoryRead));
        Assert.That(finding.Message, Does.Contain("1.3 times"));
    }

    [Test]
    public void Disks_may_vary_by_two_and_latencies_are_never_noisy()
    {
        Measurement[] figures = [Samples.Rate(MachineFigure.DiskWrite, 10, 11, 19), Samples.Time(MachineFigure.DiskSync, 1, 1, 90)];
        Assert.That(MachineFindings.Of(Quiet, figures, 0), Is.Empty);
    }

    [Test]
    public void A_quota_below_the_cores_and_a_limit_below_the_memory_are_named_with_both_numbers()
    {
        MachineFacts limited = Quiet with { CpuQuotaCores = 1.5, MemoryLimitBytes = 2L << 30 };
        Finding[] findings = [.. MachineFindings.Of(limited, [], 0)];
        Assert.That(findings.Select(finding => finding.Code), Is.EqualTo(new[] { FindingCode.CpuQuota, FindingCode.MemoryLimit }));
        Assert.That(findings[0].Message, Does.Contain("1.5 of the machine's 8 cores"));
        Assert.That(findings[1].Message, Does.Contain("2048 of the machine's 16384 MiB"));
    }

    [Test]
    public void A_quota_or_limit_above_the_machine_is_no_finding() =>
        Assert.That(MachineFindings.Of(Quiet with { CpuQuotaCores = 8, MemoryLimitBytes = 1L << 40 }, [], 0), Is.Empty);

    [TestCase(0.01, ExpectedResult = 0)]
    [TestCase(0.30, ExpectedResult = 1)]
    public int Stolen_time_is_a_finding_from_two_percent(double share) =>
        MachineFindings.Of(Quiet, [], share).Count(finding => finding.Code == FindingCode.CpuStolen);
}
