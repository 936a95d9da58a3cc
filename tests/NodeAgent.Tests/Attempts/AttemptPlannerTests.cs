using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.Protocol;
using DePin.Protocol.Wire;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Attempts;

public sealed class AttemptPlannerTests
{
    private static readonly AgentRules _rules = new();

    private static readonly NodeSnapshot _quiet = new()
    {
        Now = TimeSpan.FromSeconds(1000),
        WallClock = 5,
        KernelBoot = ThisBoot,
        Attempts = [],
        Driven = new HashSet<AttemptId>(),
        LeasesAreKnown = true,
        MaxJobs = 2,
        MaxHistory = 2,
    };

    private static readonly AttemptState[] _unfinished =
    [
        new AttemptState.Accepted(), new AttemptState.Preparing(null), new AttemptState.Created(Image), Running(),
        new AttemptState.Concluded(Concluding),
        new AttemptState.Sealed(Concluding, 0), new AttemptState.Acknowledged(Concluding, 0), new AttemptState.Lost("x"),
    ];

    [TestCaseSource(nameof(_unfinished))]
    public void An_attempt_that_nobody_works_on_is_driven_from_any_state(AttemptState state) =>
        Assert.That(Plan(_quiet with { Attempts = [Attempt(state)] }), Is.EqualTo($"drive {state.Name}"));

    [Test]
    public void An_attempt_that_is_worked_on_is_left_alone()
    {
        Attempt attempt = Attempt(Running());

        Assert.That(Plan(_quiet with { Attempts = [attempt], Driven = new HashSet<AttemptId> { attempt.Id } }), Is.Empty);
    }

    [Test]
    public void A_container_that_no_lease_names_is_removed_before_anything_is_added()
    {
        NodeSnapshot node = _quiet with { Attempts = [Attempt(new AttemptState.Accepted())], Owned = Owned(Lease()) };

        Assert.That(Plan(node), Is.EqualTo("remove; drive Accepted"));
    }

    [Test]
    public void A_container_is_kept_until_the_scheduler_had_time_to_name_its_lease_again() =>
        Assert.That(Plan(_quiet with { Owned = Owned(Lease()), LeasesAreKnown = false }), Is.Empty);

    [Test]
    public void What_is_left_of_an_ended_attempt_is_removed_whatever_the_scheduler_says()
    {
        Attempt ended = Attempt(Ended(1));
        var leftovers = new OwnedObjects([], [ContainerName.Of(ended.Id, 1)]);

        Assert.That(Plan(_quiet with { Attempts = [ended], Owned = Owned(ended.Lease), LeasesAreKnown = false }), Is.EqualTo("remove"));
        Assert.That(Plan(_quiet with { Attempts = [ended], Owned = leftovers }), Is.EqualTo("remove"));
    }

    [Test]
    public void A_container_of_a_live_attempt_is_kept() =>
        Assert.That(
            Plan(
                _quiet with
                {
                    Attempts = [Attempt(Running(), Lease(JobId.Parse(Hash("j").ToString(), null)))],
                    Owned = Owned(
                    Lease(JobId.Parse(Hash("j").ToString(), null)))
                }),
            Is.EqualTo("drive Running"));

    [TestCase(1046.9, ExpectedResult = "")]
    [TestCase(
        1047,
        ExpectedResult = "stop LeaseExpiring",
        TestName = "A job is stopped so early that stop grace and clock drift fit before its lease expires")]
    public string A_lease_that_is_not_renewed_stops_the_job(double now) =>
        Plan(Driven(Attempt(Running(), leaseUntil: TimeSpan.FromSeconds(1060))) with { Now = TimeSpan.FromSeconds(now) });

    [Test]
    public void A_job_with_disconnect_grace_runs_on_that_much_longer()
    {
        Attempt attempt = Attempt(
            Running(), Lease(spec: Spec with { DisconnectGrace = TimeSpan.FromSeconds(100) }), TimeSpan.FromSeconds(1060));

        Assert.That(Plan(Driven(attempt) with { Now = TimeSpan.FromSeconds(1146) }), Is.Empty);
        Assert.That(Plan(Driven(attempt) with { Now = TimeSpan.FromSeconds(1147) }), Is.EqualTo("stop LeaseExpiring"));
    }

    [Test]
    public void A_deadline_of_an_earlier_boot_has_passed() =>
        Assert.That(Plan(Driven(Attempt(Running()) with { KernelBoot = Guid.NewGuid() })), Is.EqualTo("stop LeaseExpiring"));

    [TestCase(1599.9, ExpectedResult = "")]
    [TestCase(1600, ExpectedResult = "stop Timeout")]
    public string A_job_is_stopped_at_its_timeout(double now) =>
        Plan(Driven(Attempt(Running(1000), leaseUntil: TimeSpan.FromSeconds(5000))) with { Now = TimeSpan.FromSeconds(now) });

    [Test]
    public void A_stop_is_ordered_once()
    {
        Attempt attempt = Attempt(
            Running(), leaseUntil: TimeSpan.FromSeconds(1)) with
        { Stop = new StopOrder(StopCause.Cancelled, "x", 1) };

        Assert.That(Plan(Driven(attempt)), Is.Empty);
    }

    [Test]
    public void A_drained_node_gives_back_at_once_what_has_not_begun_and_lets_the_rest_run()
    {
        NodeSnapshot drained = _quiet with { DrainedByOwner = true };

        Assert.That(Plan(drained with { Attempts = [Attempt(new AttemptState.Accepted())] }), Is.EqualTo("stop Drained; drive Accepted"));
        foreach (AttemptState begun in new AttemptState[] { new AttemptState.Preparing(null), new AttemptState.Created(Image), Running() })
        {
            Assert.That(Plan(drained with { Attempts = [Attempt(begun)] }), Is.EqualTo($"drive {begun.Name}"));
        }
    }

    [TestCase(1099.9, ExpectedResult = "")]
    [TestCase(1100, ExpectedResult = "stop Drained")]
    public string A_drained_node_stops_what_still_runs_when_its_owner_waits_no_longer(double now) =>
        Plan(Driven(Attempt(Running(1000), leaseUntil: TimeSpan.FromSeconds(5000))) with
        {
            Now = TimeSpan.FromSeconds(now),
            DrainedByOwner = true,
            DrainUntil = TimeSpan.FromSeconds(1100),
        });

    [Test]
    public void What_the_owner_no_longer_waits_for_is_stopped_before_it_runs_and_not_after_it_ended()
    {
        NodeSnapshot late = _quiet with { DrainedByOwner = true, DrainUntil = TimeSpan.Zero };

        Assert.That(Plan(late with { Attempts = [Attempt(new AttemptState.Created(Image))] }), Is.EqualTo("stop Drained; drive Created"));
        Assert.That(Plan(late with { Attempts = [Attempt(new AttemptState.Sealed(Concluding, 0))] }), Is.EqualTo("drive Sealed"));
    }

    [TestCase(true, 1050)]
    [TestCase(false, 1087)]
    public void The_next_look_is_when_the_drain_ends_if_that_is_sooner(bool drained, int at)
    {
        NodeSnapshot node = Driven(Attempt(Running(1000), leaseUntil: TimeSpan.FromSeconds(1100))) with
        {
            DrainedByOwner = drained,
            DrainUntil = TimeSpan.FromSeconds(1050),
        };

        Assert.That(AttemptPlanner.Plan(node, _rules).LookAgain, Is.EqualTo(TimeSpan.FromSeconds(at)));
    }

    [Test]
    public void The_next_look_is_when_the_first_stop_is_due()
    {
        NodePlan plan = AttemptPlanner.Plan(Driven(Attempt(Running(1000), leaseUntil: TimeSpan.FromSeconds(1100))), _rules);

        Assert.That(plan.LookAgain, Is.EqualTo(TimeSpan.FromSeconds(1087)));
    }

    [Test]
    public void No_more_jobs_begin_at_once_than_the_owner_allows()
    {
        Attempt[] waiting = [.. Enumerable.Range(1, 4).Select(at => Attempt(new AttemptState.Accepted(), acceptedAt: at))];
        NodePlan plan = AttemptPlanner.Plan(
            _quiet with { Attempts = [.. waiting, Attempt(new AttemptState.Sealed(Concluding, 1))] }, _rules);

        Assert.That(
            plan.Actions.OfType<NodeAction.Drive>().Select(action => action.Attempt),
            Is.EquivalentTo(
                new[] { waiting[0].Id, waiting[1].Id, waiting.Length == 4
                    ? plan.Actions.OfType<NodeAction.Drive>().Single(it => it.From == "Sealed").Attempt
                    : default }),
            "the two oldest, and whatever needs no container");
    }

    [Test]
    public void A_job_does_not_begin_while_an_older_attempt_of_it_is_not_cleaned_up()
    {
        JobId job = JobId.New();
        Attempt older = Attempt(new AttemptState.Lost("x"), Lease(job, epoch: 1));
        Attempt newer = Attempt(new AttemptState.Accepted(), Lease(job, epoch: 2));

        Assert.That(Plan(_quiet with { Attempts = [newer, older] }), Is.EqualTo("drive Lost"));
        Assert.That(Plan(_quiet with { Attempts = [newer, older with { State = Ended(1) }] }), Is.EqualTo("drive Accepted"));
    }

    [Test]
    public void The_oldest_history_is_forgotten()
    {
        Attempt[] ended = [.. Enumerable.Range(1, 4).Select(at => Attempt(Ended(at)))];
        NodePlan plan = AttemptPlanner.Plan(_quiet with { Attempts = ended }, _rules);

        Assert.That(plan.Actions, Is.EquivalentTo(new[] { new NodeAction.Forget(ended[0].Id), new NodeAction.Forget(ended[1].Id) }));
    }

    [Test]
    public void A_plan_prints_as_what_it_does()
    {
        Attempt attempt = Attempt(new AttemptState.Accepted());

        Assert.That(
            AttemptPlanner.Plan(_quiet with { Attempts = [attempt] }, _rules).ToString(),
            Is.EqualTo($"drive {attempt.Id.Short} from Accepted"));
    }

    private static NodeSnapshot Driven(Attempt attempt) =>
        _quiet with { Attempts = [attempt], Driven = new HashSet<AttemptId> { attempt.Id } };

    private static AttemptState.Ended Ended(long at) => new(Outcome.Succeeded, "x", 0, 0, at);

    private static OwnedObjects Owned(Lease lease) => new(
        [new ContainerSnapshot(
            ContainerName.Of(lease.Attempt, lease.Epoch),
            new string('f', 64),
            lease.Attempt,
            lease.Epoch,
            lease.SpecDigest,
            new ContainerState.Created(null))],
        []);

    private static string Plan(NodeSnapshot node) =>
        string.Join("; ", AttemptPlanner.Plan(node, _rules).Actions.Select(action => action switch
    {
        NodeAction.Remove => "remove",
        NodeAction.OrderStop { Order.Cause: var cause } => $"stop {cause}",
        NodeAction.Drive { From: var from } => $"drive {from}",
        _ => action.ToString(),
    }));
}
