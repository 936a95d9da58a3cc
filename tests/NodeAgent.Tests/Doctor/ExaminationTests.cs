using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Doctor;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Tests.Doctor;

/// <summary>Each fault is found by its check, which names the fix; a sound machine is left alone. Pure.</summary>
public sealed class ExaminationTests
{
    [Test]
    public void A_sound_machine_has_nothing_to_mend() => Assert.That(
        Examination.Of(SoundMachine.Facts).Where(result => result.Status != CheckStatus.Ok), Is.Empty);

    [Test]
    public void There_are_at_least_twenty_faults_to_find() => Assert.That(PlantedFaults.All().Count(), Is.GreaterThanOrEqualTo(20));

    [TestCaseSource(typeof(PlantedFaults), nameof(PlantedFaults.All))]
    public void A_planted_fault_is_found_with_its_fix(PlantedFault fault)
    {
        IReadOnlyList<CheckResult> results = Examination.Of(fault.Facts);

        CheckResult[] found = [.. results.Where(result => result.Check == fault.Check && result.Status == fault.Status)];
        Assert.That(found, Is.Not.Empty, string.Join('\n', results));
        Assert.That(found.Select(result => result.Remedy), Has.Some.Contains(fault.Fix));
        Assert.That(found.Select(result => result.Message), Has.All.Not.Empty);
    }

    [TestCaseSource(typeof(PlantedFaults), nameof(PlantedFaults.All))]
    public void Whatever_is_wrong_comes_with_a_remedy_and_whatever_is_right_without(PlantedFault fault)
    {
        foreach (CheckResult result in Examination.Of(fault.Facts))
        {
            Assert.That(result.Remedy is not null, Is.EqualTo(result.Status is CheckStatus.Fail or CheckStatus.Warn), result.ToString());
        }
    }

    [Test]
    public void Every_mistake_of_a_configuration_is_told_and_what_needs_it_is_skipped_with_the_reason()
    {
        IReadOnlyList<CheckResult> results = Examination.Of(SoundMachine.Facts with
        {
            Configuration = SoundMachine.Read("offer: { maxJobs: 0 }\nscheduler: {}\n"),
            Key = new KeySight.NotTried("none"),
            Scheduler = new SchedulerSight.NotAsked("none"),
        });

        string[] told = [.. results.Where(result => result.Status == CheckStatus.Fail).Select(result => result.Message)];
        Assert.That(told, Has.Some.Contains("node.yaml:1:19: offer.maxJobs").And.Some.Contains("beneficiary is missing"));
        Assert.That(results.Single(result => result.Check == "key"), Has.Property("Status").EqualTo(CheckStatus.Skip));
    }

    [Test]
    public void What_only_root_can_see_is_skipped_and_says_so()
    {
        var engine = (EngineSight.Answers)SoundMachine.Facts.Engine;
        IReadOnlyList<CheckResult> results = Examination.Of(SoundMachine.Facts with { Engine = engine with { Egress = null } });

        Assert.That(
            results.Single(result => result.Check == "egress"),
            Has.Property("Status").EqualTo(CheckStatus.Skip).And.Property("Message").Contains("sudo depin-node doctor"));
    }

    [Test]
    public void A_machine_without_gpus_has_no_fault_for_that()
    {
        IReadOnlyList<CheckResult> results = Examination.Of(SoundMachine.Facts with
        {
            Gpus = GpuInventory.None,
            Engine = new EngineSight.Answers(SoundMachine.Engine, new GpuSetup(), new EgressReadiness.Ready(), "systemd"),
        });

        Assert.That(results.Where(result => result.Status is CheckStatus.Fail or CheckStatus.Warn), Is.Empty);
        Assert.That(
            results.Where(result => result.Status == CheckStatus.Skip).Select(result => result.Check),
            Is.EquivalentTo(new[] { "driver", "gpu-containers" }));
    }

    [Test]
    public void Only_what_is_safe_is_mended()
    {
        string[] fixable = [.. PlantedFaults.All()
            .Where(fault => Examination.Of(fault.Facts).Any(result => result.Fixable)).Select(fault => fault.Name)];

        Assert.That(fixable, Is.EquivalentTo(new[]
        {
            "others may write it", "an open state directory", "no state directory", "an open key", "an open password",
        }));
    }
}
