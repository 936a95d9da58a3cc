using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol;
using DePin.Protocol.Wire;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Journal;

/// <summary>What the scheduler's commands do to a journal.</summary>
public sealed class JournalCommandTests
{
    private readonly TestJournal _journal = new();

    [TearDown]
    public void Remove() => _journal.Dispose();

    [Test]
    public void The_same_commands_again_change_nothing()
    {
        using NodeJournal journal = _journal.Open();
        Lease lease = Lease();
        TestJournal.Accept(journal, lease);
        journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing);

        TestJournal.Accept(journal, lease);

        Assert.That(journal.Find(lease.Attempt)!.State, Is.InstanceOf<AttemptState.Preparing>());
        Assert.That(journal.Facts.LastEvent, Is.EqualTo(2));
    }

    [Test]
    public void A_gap_in_the_commands_ends_what_is_applied()
    {
        using NodeJournal journal = _journal.Open();
        Lease[] leases = [Lease(), Lease()];

        journal.Apply([new RunLease { Sequence = 1, Lease = leases[0] }, new RunLease { Sequence = 3, Lease = leases[1] }], TimeSpan.Zero);

        Assert.That(journal.Facts.AckedCommand, Is.EqualTo(1));
        Assert.That(journal.Find(leases[1].Attempt), Is.Null);
    }

    [Test]
    public void A_lease_whose_attempt_is_not_its_job_and_epoch_is_acknowledged_and_not_accepted()
    {
        using NodeJournal journal = _journal.Open();
        Lease lease = Lease() with { Epoch = 2 };

        TestJournal.Accept(journal, lease);

        Assert.That((journal.Facts.AckedCommand, journal.Attempts.Count), Is.EqualTo((1L, 0)));
    }

    [Test]
    public void A_newer_lease_of_a_job_ends_the_older_one_and_an_older_one_is_not_accepted()
    {
        using NodeJournal journal = _journal.Open();
        JobId job = JobId.New();
        Lease[] leases = [Lease(job, 2), Lease(job, 3), Lease(job, 1)];

        journal.Apply([.. leases.Select((lease, index) => new RunLease { Sequence = index + 1, Lease = lease })], TimeSpan.Zero);

        Assert.That(journal.Find(leases[0].Attempt)!.State, Is.InstanceOf<AttemptState.Lost>());
        Assert.That(journal.Find(leases[1].Attempt)!.State, Is.InstanceOf<AttemptState.Accepted>());
        Assert.That(journal.Find(leases[2].Attempt), Is.Null);
    }

    [Test]
    public void A_newer_lease_of_a_job_leaves_a_sealed_attempt_to_its_delivery()
    {
        using NodeJournal journal = _journal.Open();
        JobId job = JobId.New();
        Lease[] leases = [Lease(job, 1), Lease(job, 2)];
        AttemptId first = leases[0].Attempt;
        TestJournal.Accept(journal, leases[0]);
        journal.Advance(first, new AttemptState.Concluded(Concluding), Step.JournalConcluded);
        journal.Advance(first, new AttemptState.Sealed(Concluding, 0), Step.JournalSealed);

        journal.Apply([new RunLease { Sequence = 2, Lease = leases[1] }], TimeSpan.Zero);

        Assert.That(journal.Find(first)!.State, Is.InstanceOf<AttemptState.Sealed>());
        Assert.That(journal.Find(leases[1].Attempt)!.State, Is.InstanceOf<AttemptState.Accepted>());

        journal.Advance(first, new AttemptState.Acknowledged(Concluding, 0), Step.JournalAcknowledged);
        Assert.That(journal.Find(first)!.State, Is.InstanceOf<AttemptState.Acknowledged>());
    }

    [Test]
    public void A_cancel_of_an_unknown_attempt_or_another_epoch_is_acknowledged_and_does_nothing()
    {
        using NodeJournal journal = _journal.Open();
        Lease lease = Lease();
        TestJournal.Accept(journal, lease);

        journal.Apply(
            [
                new CancelAttempt { Sequence = 2, Attempt = AttemptId.Of(JobId.New(), 0), Epoch = 0, Reason = "x" },
                new CancelAttempt { Sequence = 3, Attempt = lease.Attempt, Epoch = 9, Reason = "x" },
            ],
            TimeSpan.Zero);

        Assert.That((journal.Facts.AckedCommand, journal.Find(lease.Attempt)!.Stop), Is.EqualTo((3L, (StopOrder?)null)));
    }
}
