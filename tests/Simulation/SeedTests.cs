using System.Diagnostics;
using DePin.Simulation.Mutants;

namespace DePin.Simulation;

/// <summary>
/// Random lives of a scheduler and a few nodes, the real code on both sides, with everything going wrong that may: every invariant holds
/// after every step, and in the end all comes to rest.
/// </summary>
internal sealed class SeedTests
{
    /// <summary>Names the seed of <see cref="Seed_of_the_environment"/>.</summary>
    public const string SeedVariable = "DEPIN_SIMULATION_SEED";

    /// <summary>Seeds to run instead of <see cref="Seeds"/>, for a long night.</summary>
    private const string CountVariable = "DEPIN_SIMULATION_SEEDS";

    /// <summary>Four and a half minutes of two processors that do nothing else.</summary>
    private const int Seeds = 10_000;

    private const int MaxFailures = 3;

    [Test]
    public void Every_invariant_holds_in_every_seed()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable(CountVariable), out int wanted) ? wanted : Seeds;
        Stopwatch clock = Stopwatch.StartNew();
        var (failures, seeds, attempts, attested, simulated) = Runs.Many(0, count, MaxFailures, () => Mutant.None);
        TestContext.Out.WriteLine(
            $"{seeds} seeds in {clock.Elapsed.TotalSeconds:0} s: {attempts} attempts, {attested} attested, "
            + $"{simulated.TotalHours:0} simulated hours");
        Assert.That(failures, Is.Empty, string.Join("\n\n", failures.Select(it => $"{it}")));
        Assert.That(attested, Is.GreaterThan(count), "worlds in which nothing is ever finished prove nothing");
    }

    [Test]
    public void Seed_of_the_environment()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out int seed))
        {
            Assert.Ignore($"{SeedVariable} names no seed");
        }

        RunReport report = Runs.One(seed, () => Mutant.None, TestContext.Out.WriteLine);
        Assert.That(report.Violation, Is.Null, $"{report}");
    }

    /// <summary>Seeds that found a mistake once, each named for it.</summary>
    [TestCase(112, TestName = "A_sync_that_must_renew_a_lease_now_is_not_parked(112)")]
    [TestCase(7715, TestName = "A_job_stopped_for_its_timeout_without_its_engine_says_that_its_log_may_lack_its_end(7715)")]
    public void Known_seed(int seed)
    {
        RunReport report = Runs.One(seed, () => Mutant.None);
        Assert.That(report.Violation, Is.Null, $"{report}");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public void Two_runs_of_a_seed_are_the_same(int seed)
    {
        RunReport first = Runs.One(seed, () => Mutant.None);
        RunReport second = Runs.One(seed, () => Mutant.None);
        Assert.That(second.Tail, Is.EqualTo(first.Tail));
        Assert.That(second.Hash, Is.EqualTo(first.Hash));
    }
}
