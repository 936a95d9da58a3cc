using DePin.Simulation.Mutants;

namespace DePin.Simulation;

/// <summary>Mistakes planted into the product, each of which the simulation must find within so many seeds.</summary>
internal sealed class MutantTests
{
    /// <summary>Those about leases that run out are looked for in worlds where they do.</summary>
    private static readonly (Func<Mutant> Make, int Seeds, int Step)[] _mutants =
    [
        (() => new EngineIsTakenForOld(), 2000, 1),
        (() => new EventGetsNewNumber(), 200, 1),
        (() => new JobIsGivenAwayTooEarly(), 100, Scenario.LongEvery),
        (() => new JournalTellsBeforeItIsDurable(), 400, 1),
        (() => new LastEventIsForgotten(), 200, 1),
        (() => new LeaseCountsFromItsReceipt(), 20, 1),
        (() => new LeaseIsSentOnce(), 400, 1),
        (() => new LeaseNeverRunsOut(), 1000, Scenario.LongEvery),
        (() => new LogIsReadFromItsStart(), 400, 1),
        (() => new LogNeedsNoLease(), 200, Scenario.LongEvery),
        (() => new LostLeaseIsKept(), 400, Scenario.LongEvery),
        (() => new NothingIsCleanedUp(), 20, 1),
        (() => new OutageExpiresLeases(), 400, Scenario.LongEvery),
        (() => new PaysUnattested(), 20, 1),
        (() => new RenewalIsParked(), 2000, Scenario.LongEvery),
        (() => new SchedulerTellsBeforeItIsDurable(), 400, 1),
        (() => new SequenceIsReused(), 200, 1),
        (() => new SignsTwice(), 200, 1),
        (() => new StartRunsAgain(), 400, 1),
        (() => new WaitingJobIsForgotten(), 400, 1),
    ];

    private static IEnumerable<TestCaseData> Planted => _mutants.Select(mutant =>
        new TestCaseData(mutant.Make, mutant.Seeds, mutant.Step).SetArgDisplayNames(mutant.Make().GetType().Name, $"{mutant.Seeds} seeds"));

    [TestCaseSource(nameof(Planted))]
    public void Planted_mistake_is_found(Func<Mutant> mutant, int seeds, int step)
    {
        var (failures, ran, _, _, _) = Runs.Many(0, seeds, 1, mutant, step);
        Assert.That(failures, Is.Not.Empty, $"{ran} seeds ran and none of them found it");
        RunReport found = failures[0];
        TestContext.Out.WriteLine($"seed {found.Seed}, after {ran} seeds: {found.Violation!.Invariant}: {found.Violation.What}");
        Assert.That(found.Violation.Invariant, Is.Not.EqualTo(World.OneThread), $"{found}");
    }
}
