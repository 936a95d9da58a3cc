using DePin.Simulation.Mutants;

namespace DePin.Simulation;

/// <summary>Mistakes planted into the product, each of which the simulation must find within so many seeds.</summary>
internal sealed class MutantTests
{
    private static readonly (Func<Mutant> Make, int Seeds)[] _mutants =
    [
        (() => new EventGetsNewNumber(), 200),
        (() => new JobIsGivenAwayTooEarly(), 400),
        (() => new JournalTellsBeforeItIsDurable(), 400),
        (() => new LastEventIsForgotten(), 200),
        (() => new LeaseCountsFromItsReceipt(), 20),
        (() => new LeaseIsSentOnce(), 400),
        (() => new LeaseNeverRunsOut(), 2000),
        (() => new LogIsReadFromItsStart(), 400),
        (() => new LogNeedsNoLease(), 2000),
        (() => new LostLeaseIsKept(), 4000),
        (() => new NothingIsCleanedUp(), 20),
        (() => new OutageExpiresLeases(), 4000),
        (() => new PaysUnattested(), 20),
        (() => new RenewalIsParked(), 4000),
        (() => new SchedulerTellsBeforeItIsDurable(), 400),
        (() => new SequenceIsReused(), 200),
        (() => new SignsTwice(), 200),
        (() => new StartRunsAgain(), 400),
        (() => new WaitingJobIsForgotten(), 400),
    ];

    private static IEnumerable<TestCaseData> Planted => _mutants.Select(mutant =>
        new TestCaseData(mutant.Make, mutant.Seeds).SetArgDisplayNames(mutant.Make().GetType().Name, $"{mutant.Seeds} seeds"));

    [TestCaseSource(nameof(Planted))]
    public void Planted_mistake_is_found(Func<Mutant> mutant, int seeds)
    {
        var (failures, ran, _, _, _) = Runs.Many(0, seeds, 1, mutant);
        Assert.That(failures, Is.Not.Empty, $"{ran} seeds ran and none of them found it");
        TestContext.Out.WriteLine($"seed {failures[0].Seed} of {ran}: {failures[0].Violation!.Invariant}: {failures[0].Violation!.What}");
        Assert.That(failures[0].Violation!.Invariant, Is.Not.EqualTo(World.OneThread), $"{failures[0]}");
    }
}
