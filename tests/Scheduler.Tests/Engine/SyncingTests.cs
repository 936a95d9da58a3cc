using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

internal sealed class SyncingTests
{
    private readonly EngineBench _bench = new();

    [Test]
    public void A_sync_with_nothing_to_say_is_held_and_says_how_long()
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Pass(TimeSpan.FromSeconds(19));
        Assert.That(node.TakeReply(), Is.Null);

        _bench.Pass(TimeSpan.FromSeconds(1));

        Assert.That(node.TakeReply()?.HeldMs, Is.EqualTo(20_000));
    }

    [Test]
    public void A_newer_sync_of_the_same_node_supersedes_the_parked_one()
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        EngineRequest.Sync first = new(node.Node, node.Body(), null, TimeSpan.FromSeconds(20));
        _bench.Decide(first);
        EngineRequest.Sync second = new(node.Node, node.Body(), null, TimeSpan.FromSeconds(20));
        _bench.Decide(second);

        Assert.That(first.Ticket.Settled?.OrThrow().Commands, Is.Empty);
        Assert.That(second.Ticket.Settled, Is.Null);
        _bench.Submit();
        Assert.That(second.Ticket.Settled?.OrThrow().Commands, Has.Count.EqualTo(1), "the newer one is woken");
    }

    [Test]
    public void A_sync_that_cannot_wait_is_answered_at_once()
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Submit();
        node.TakeReply();
        node.Sync();
        EngineRequest.Sync urgent = new(node.Node, node.Body() with { AtOnce = true }, null, TimeSpan.FromSeconds(20));
        _bench.Decide(urgent);

        Assert.That(urgent.Ticket.Settled?.OrThrow().Leases, Has.Count.EqualTo(1).And.All.Matches<LeaseVerdict>(verdict => !verdict.Lost));
    }

    [Test]
    public void Commands_are_sent_again_until_acknowledged()
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Submit();
        node.TakeReply();
        node.AckCommand = 0;
        node.Leases.Clear();
        node.Sync();
        Assert.That(node.Leases, Has.Count.EqualTo(1), "the reply may have been lost: sent again");

        Assert.That(node.Sync(), Is.False, "acknowledged: nothing more to say");
        Assert.That(_bench.Writes.OfType<StoreWrite.SaveBoot>().Last().Boot.AckedCommand, Is.EqualTo(1));
    }

    [Test]
    public void A_lease_verdict_promises_a_whole_life_from_the_reply()
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Submit();
        node.TakeReply();
        node.Sync();
        _bench.Pass(TimeSpan.FromSeconds(20));
        SyncReply reply = node.TakeReply()!;

        Assert.That(reply.Leases.Single().TtlMs, Is.EqualTo(60_000));
        Assert.That(reply.HeldMs, Is.EqualTo(20_000));

        // The promise is kept: counted from the reply, the lease may not be given away before.
        new BenchNode(_bench, 2).Sync();
        _bench.Pass(TimeSpan.FromSeconds(119));
        Assert.That(_bench.Stored(node.Leases.Single().Job).Epoch, Is.EqualTo(1));
    }

    [Test]
    public void Events_are_applied_once_in_their_order_and_nothing_after_a_gap()
    {
        BenchNode node = Holding(out Lease lease);
        PhaseChanged accepted = node.Phase(lease, AttemptPhase.Accepted);
        PhaseChanged preparing = node.Phase(lease, AttemptPhase.Preparing);
        PhaseChanged running = node.Phase(lease, AttemptPhase.Running);

        Assert.That(Send(node, accepted).AckEvent, Is.EqualTo(1));
        Assert.That(Send(node, running).AckEvent, Is.EqualTo(1), "a gap: go on from 2");
        Assert.That(Phase(lease), Is.EqualTo(AttemptPhase.Accepted));
        Assert.That(Send(node, accepted, preparing, running).AckEvent, Is.EqualTo(3), "the first is a repeat");
        Assert.That(Phase(lease), Is.EqualTo(AttemptPhase.Running));
        Assert.That(Send(node, preparing).AckEvent, Is.EqualTo(3));
        Assert.That(Phase(lease), Is.EqualTo(AttemptPhase.Running), "late repeats change nothing");
    }

    [Test]
    public void An_event_and_its_sequence_are_written_in_one_decision()
    {
        BenchNode node = Holding(out Lease lease);
        EngineRequest.Events request = new(node.Node,
            new EventsRequest { Boot = node.Boot, Events = [node.Phase(lease, AttemptPhase.Running)] });

        Decision decision = _bench.Decide(request);

        Assert.That(decision.Writes.OfType<StoreWrite.SaveAttempt>().Single().Attempt.Phase, Is.EqualTo(AttemptPhase.Running));
        Assert.That(decision.Writes.OfType<StoreWrite.SaveBoot>().Single().Boot.LastEvent, Is.EqualTo(1));
    }

    [Test]
    public void An_event_under_a_stale_epoch_is_acknowledged_and_changes_nothing()
    {
        BenchNode node = Holding(out Lease lease);
        PhaseChanged stale = node.Phase(lease, AttemptPhase.Running) with { Epoch = 7 };
        PhaseChanged strange = node.Phase(lease, AttemptPhase.Running) with { Attempt = default };

        Assert.That(Send(node, stale, strange).AckEvent, Is.EqualTo(2));
        Assert.That(Phase(lease), Is.EqualTo(AttemptPhase.Leased));
    }

    [Test]
    public void A_new_boot_gets_live_leases_and_cancels_again_under_new_sequences()
    {
        BenchNode node = Holding(out Lease lease);
        node.Sync();
        _bench.Ask(new EngineRequest.Cancel(lease.Job, "enough"));
        BootId old = node.Boot;
        node.LoseJournal();

        Assert.That(node.Sync(), Is.True);

        Assert.That(node.Received.TakeLast(2).Select(command => (command.Sequence, command.GetType())), Is.EqualTo(new[]
        {
            (1L, typeof(RunLease)), (2L, typeof(CancelAttempt)),
        }));
        Assert.That(node.Leases.Single(), Is.EqualTo(lease), "the same lease, the same epoch");
        Answer<SyncReply> late = _bench.Ask(new EngineRequest.Sync(node.Node, node.Body() with { Boot = old, AckCommand = 0, Holding = [] },
            null, default));
        Assert.That(late.Refusal?.Code, Is.EqualTo(ProblemCode.Conflict), "the old boot was superseded");
    }

    [Test]
    public void Events_of_another_boot_are_refused()
    {
        BenchNode node = Holding(out Lease lease);

        Answer<EventsReply> answer = _bench.Ask(new EngineRequest.Events(node.Node,
            new EventsRequest { Boot = BootId.New(), Events = [node.Phase(lease, AttemptPhase.Running)] }));

        Assert.That(answer.Refusal?.Code, Is.EqualTo(ProblemCode.Conflict));
    }

    [Test]
    public void An_acknowledgement_of_a_command_that_was_never_given_is_refused_and_changes_nothing()
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        node.AckCommand = 5;
        int writes = _bench.Writes.Count;
        Answer<SyncReply> answer = _bench.Ask(new EngineRequest.Sync(node.Node, node.Body(), null, default));

        Assert.That(answer.Refusal?.Code, Is.EqualTo(ProblemCode.Conflict));
        Assert.That(_bench.Writes, Has.Count.EqualTo(writes));
    }

    [Test]
    public void A_node_is_asked_once_for_a_capacity_it_has_not_stated()
    {
        BenchNode node = new(_bench, 1);
        EngineRequest.Sync first = new(node.Node, node.Body() with { Capacity = null }, null, TimeSpan.FromSeconds(20));
        _bench.Decide(first);
        EngineRequest.Sync second = new(node.Node, node.Body() with { Capacity = null }, null, TimeSpan.FromSeconds(20));
        _bench.Decide(second);

        Assert.That(first.Ticket.Settled?.OrThrow().WantCapacity, Is.True);
        Assert.That(second.Ticket.Settled, Is.Null, "it is still measuring: no circle");
        _bench.Pass(TimeSpan.FromSeconds(20));
        Assert.That(second.Ticket.Settled?.OrThrow().WantCapacity, Is.True);
        Assert.That(node.Sync(), Is.False, "stated: parked");
    }

    [Test]
    public void A_lease_that_ended_before_it_was_delivered_is_sent_as_a_cancel_under_the_same_sequence()
    {
        BenchNode first = new(_bench, 1);
        EngineRequest.Sync parked = new(first.Node, first.Body(), Capacity(first), TimeSpan.FromSeconds(20));
        _bench.Decide(parked);
        JobId job = _bench.Submit();
        _bench.Pass(TimeSpan.FromSeconds(100));
        new BenchNode(_bench, 2).Sync();
        _bench.Pass(TimeSpan.FromSeconds(30));
        Assert.That(_bench.Stored(job).Epoch, Is.EqualTo(2), "the reply with the lease was lost, and the node with it");

        first.Sync();

        Assert.That(first.Received.Single(), Is.InstanceOf<CancelAttempt>().With.Property("Sequence").EqualTo(1));
        Assert.That(first.Leases, Is.Empty);
    }

    [Test]
    public void When_the_scheduler_stops_every_poll_is_answered_and_told_to_come_back()
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Ask(new EngineRequest.Stop());

        Assert.That(node.TakeReply()?.RetryAfterMs, Is.GreaterThan(0));
        Assert.That(node.Sync(), Is.True, "nothing is parked any more");
    }

    private static CapacityRow Capacity(BenchNode node) => new(node.Boot, 1, node.Body().Capacity!);

    private SyncReply Send(BenchNode node, params NodeEvent[] events) =>
        _bench.Ask(new EngineRequest.Sync(node.Node, node.Body(events), null, TimeSpan.FromSeconds(20))).OrThrow();

    private AttemptPhase Phase(Lease lease) => _bench.Show(lease.Job)!.Attempts.Single().Phase;

    private BenchNode Holding(out Lease lease)
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Submit();
        node.TakeReply();
        node.Sync();
        lease = node.Leases.Single();
        return node;
    }
}
