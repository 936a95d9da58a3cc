using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Journal;

/// <summary>What a journal keeps.</summary>
public sealed class NodeJournalTests
{
    private readonly TestJournal _journal = new();

    [TearDown]
    public void Remove() => _journal.Dispose();

    [Test]
    public void What_was_committed_is_there_after_a_restart()
    {
        Lease lease = Lease();
        BootId boot;
        using (NodeJournal journal = _journal.Open())
        {
            boot = journal.Facts.Boot;
            TestJournal.Accept(journal, lease);
            journal.Advance(lease.Attempt, new AttemptState.Preparing(null), Step.JournalPreparing);
            journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalImage);
            journal.OrderStop(lease.Attempt, new StopOrder(StopCause.Cancelled, "enough", 7));
        }

        using NodeJournal again = _journal.Open();
        Assert.That(again.Facts.Boot, Is.EqualTo(boot));
        Assert.That(again.Facts.AckedCommand, Is.EqualTo(1));
        Attempt attempt = again.Find(lease.Attempt)!;
        Assert.That(attempt.State, Is.EqualTo(new AttemptState.Preparing(Image)));
        Assert.That(attempt.Stop, Is.EqualTo(new StopOrder(StopCause.Cancelled, "enough", 7)));
        Assert.That(attempt.Lease.Spec, Is.EqualTo(lease.Spec));
        Assert.That(attempt.LeaseUntil, Is.EqualTo(TimeSpan.FromSeconds(160)));
        Assert.That(again.Events.Next.Select(told => told.Sequence), Is.EqualTo(new long[] { 1, 2, 3 }));
    }

    [Test]
    public void A_stop_that_the_disk_does_not_take_holds_and_is_written_with_the_next_commit()
    {
        Lease lease = Lease();
        StopOrder order = new(StopCause.LeaseExpiring, "late", 7);
        bool full = false;
        var steps = new Steps((step, moment) =>
        {
            if (full)
            {
                throw new SqliteException("database or disk is full", 13);
            }
        });
        using (NodeJournal journal = _journal.Open(steps: steps))
        {
            TestJournal.Accept(journal, lease);
            journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing);
            int told = 0;
            journal.Changed += () => told++;
            full = true;

            Assert.That(journal.OrderStop(lease.Attempt, order), Is.True);
            Assert.That(journal.OrderStop(lease.Attempt, order with { At = 8 }), Is.False);
            Assert.That((journal.Find(lease.Attempt)!.Stop, told), Is.EqualTo((order, 1)));
            using NodeJournal copy = NodeJournal.Open(_journal.Copy(), TestJournal.Node, Steps.Unwatched, TimeProvider.System, default);
            Assert.That(copy.Find(lease.Attempt)!.Stop, Is.Null, "it is not in the file");

            full = false;
            journal.Drain(true);
        }

        using NodeJournal again = _journal.Open();
        Assert.That(again.Find(lease.Attempt)!.Stop, Is.EqualTo(order));
    }

    [Test]
    public void Every_state_comes_back_as_it_was([Values(0, 1, 2, 3, 4)] int which)
    {
        AttemptState[] path =
        [
            new AttemptState.Preparing(Image),
            new AttemptState.Created(Image),
            Running(),
            new AttemptState.Exited(Image, new RunResult
            {
                ExitCode = 137, OutOfMemory = true, StartedAt = 1, FinishedAt = 2, LimitsHit = [JobLimit.Memory, JobLimit.Log],
                Usage = new RunUsage(1, 2, 3, 4),
                Incident = new Incident.EngineRestarted("x"),
            }),
            new AttemptState.Concluded(Concluding),
        ];
        Lease lease = Lease();
        using (NodeJournal journal = _journal.Open())
        {
            TestJournal.Accept(journal, lease);
            foreach (AttemptState state in path.Take(which + 1))
            {
                journal.Advance(lease.Attempt, state, Step.JournalRunning);
            }
        }

        using NodeJournal again = _journal.Open();
        Assert.That(Text(again.Find(lease.Attempt)!.State), Is.EqualTo(Text(path[which])));
    }

    [Test]
    public void A_state_that_cannot_follow_is_refused_and_changes_nothing()
    {
        using NodeJournal journal = _journal.Open();
        Lease lease = Lease();
        TestJournal.Accept(journal, lease);

        Assert.That(
            () => journal.Advance(lease.Attempt, Running(), Step.JournalRunning),
            Throws.InvalidOperationException.With.Message.Contain("Accepted"));
        Assert.That(journal.Find(lease.Attempt)!.State, Is.InstanceOf<AttemptState.Accepted>());
    }

    [Test]
    public void An_attempt_that_was_lost_meanwhile_is_interrupted_and_can_only_end()
    {
        using NodeJournal journal = _journal.Open();
        Lease lease = Lease();
        TestJournal.Accept(journal, lease);
        Assert.That(journal.Lose(lease.Attempt, "it is another's"), Is.True);

        Assert.That(
            () => journal.Advance(lease.Attempt, new AttemptState.Preparing(null), Step.JournalPreparing),
            Throws.InstanceOf<OperationCanceledException>().With.Message.Contain("lost its lease"));
        Assert.That(journal.Find(lease.Attempt)!.State, Is.EqualTo(new AttemptState.Lost("it is another's")));

        journal.Advance(lease.Attempt, new AttemptState.Ended(null, "it is another's", -1, null, 1), Step.JournalEnded);
        Assert.That(journal.Find(lease.Attempt)!.State, Is.InstanceOf<AttemptState.Ended>());
    }

    [Test]
    public void A_deadline_only_moves_forward()
    {
        using NodeJournal journal = _journal.Open();
        Lease lease = Lease();
        TestJournal.Accept(journal, lease);

        journal.Renew(new Dictionary<AttemptId, TimeSpan> { [lease.Attempt] = TimeSpan.FromSeconds(10) });
        Assert.That(journal.Find(lease.Attempt)!.LeaseUntil, Is.EqualTo(TimeSpan.FromSeconds(160)));

        journal.Renew(new Dictionary<AttemptId, TimeSpan> { [lease.Attempt] = TimeSpan.FromSeconds(200) });
        Assert.That(journal.Find(lease.Attempt)!.LeaseUntil, Is.EqualTo(TimeSpan.FromSeconds(200)));
    }

    [Test]
    public void The_chain_of_attestations_goes_on_after_a_restart_and_never_binds_a_sequence_twice()
    {
        List<Seal> seals = [];
        for (int i = 0; i < 3; i++)
        {
            using NodeJournal journal = _journal.Open();
            seals.Add(TestJournal.SealOne(journal));
            Assert.That(
                () =>
                    journal.Change(
                        Step.JournalSealed, draft => journal.Seals.Add(draft, seals[0] with { Attempt = AttemptId.Of(JobId.New(), 1) })),
                Throws.InstanceOf<SqliteException>());
            Assert.That(
                () => journal.Change(Step.JournalSealed, draft => journal.Seals.Add(draft, TestJournal.Next(journal, seals[0].Attempt))),
                Throws.InstanceOf<SqliteException>());
        }

        Assert.That(seals.Select(seal => seal.Message.Sequence), Is.EqualTo(new ulong[] { 0, 1, 2 }));
        Assert.That(seals.Select(seal => seal.Message.Previous), Is.EqualTo(new[] { default, seals[0].Digest, seals[1].Digest }));
    }

    [Test]
    public void Acknowledged_events_are_gone_and_the_rest_is_dense_after_a_restart()
    {
        using (NodeJournal journal = _journal.Open())
        {
            Lease lease = Lease();
            TestJournal.Accept(journal, lease);
            journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing);
            journal.AckEvents(1);
            journal.AckEvents(2);
            journal.AckEvents(1);
        }

        using NodeJournal again = _journal.Open();
        Assert.That((again.Events.Next.Count, again.Facts.AckedEvent, again.Facts.LastEvent), Is.EqualTo((0, 2L, 2L)));
    }

    [Test]
    public void Another_nodes_journal_is_refused()
    {
        _journal.Open().Dispose();

        Assert.That(
            () => _journal.Open(Address.Parse("0x00000000000000000000000000000000000000dd")),
            Throws.InstanceOf<JournalUnusableException>().With.Message.Contain("it is the journal of node"));
    }

    private static string Text(AttemptState state) =>
        System.Text.Json.JsonSerializer.Serialize(new AttemptStatus(state, null, 0), JournalJson.Default.AttemptStatus);
}
