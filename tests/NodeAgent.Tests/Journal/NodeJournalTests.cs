using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Journal;

public sealed class NodeJournalTests
{
    private static readonly Address _node = Address.Parse("0x00000000000000000000000000000000000000cc");
    private readonly string _directory = Directory.CreateTempSubdirectory("depin-journal-").FullName;

    private string File => Path.Combine(_directory, "journal.db");

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void What_was_committed_is_there_after_a_restart()
    {
        Lease lease = Lease();
        BootId boot;
        using (NodeJournal journal = Open())
        {
            boot = journal.Facts.Boot;
            Accept(journal, lease);
            journal.Advance(lease.Attempt, new AttemptState.Preparing(null), Step.JournalPreparing);
            journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalImage);
            journal.OrderStop(lease.Attempt, new StopOrder(StopCause.Cancelled, "enough", 7));
        }

        using NodeJournal again = Open();
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
        using (NodeJournal journal = Open())
        {
            Accept(journal, lease);
            foreach (AttemptState state in path.Take(which + 1))
            {
                journal.Advance(lease.Attempt, state, Step.JournalRunning);
            }
        }

        using NodeJournal again = Open();
        Assert.That(Text(again.Find(lease.Attempt)!.State), Is.EqualTo(Text(path[which])));
    }

    [Test]
    public void The_same_commands_again_change_nothing()
    {
        using NodeJournal journal = Open();
        Lease lease = Lease();
        Accept(journal, lease);
        journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing);

        Accept(journal, lease);

        Assert.That(journal.Find(lease.Attempt)!.State, Is.InstanceOf<AttemptState.Preparing>());
        Assert.That(journal.Facts.LastEvent, Is.EqualTo(2));
    }

    [Test]
    public void A_gap_in_the_commands_ends_what_is_applied()
    {
        using NodeJournal journal = Open();
        Lease[] leases = [Lease(), Lease()];

        journal.Apply([new RunLease { Sequence = 1, Lease = leases[0] }, new RunLease { Sequence = 3, Lease = leases[1] }], TimeSpan.Zero);

        Assert.That(journal.Facts.AckedCommand, Is.EqualTo(1));
        Assert.That(journal.Find(leases[1].Attempt), Is.Null);
    }

    [Test]
    public void A_lease_whose_attempt_is_not_its_job_and_epoch_is_acknowledged_and_not_accepted()
    {
        using NodeJournal journal = Open();
        Lease lease = Lease() with { Epoch = 2 };

        Accept(journal, lease);

        Assert.That((journal.Facts.AckedCommand, journal.Attempts.Count), Is.EqualTo((1L, 0)));
    }

    [Test]
    public void A_newer_lease_of_a_job_ends_the_older_one_and_an_older_one_is_not_accepted()
    {
        using NodeJournal journal = Open();
        JobId job = JobId.New();
        Lease[] leases = [Lease(job, 2), Lease(job, 3), Lease(job, 1)];

        journal.Apply([.. leases.Select((lease, index) => new RunLease { Sequence = index + 1, Lease = lease })], TimeSpan.Zero);

        Assert.That(journal.Find(leases[0].Attempt)!.State, Is.InstanceOf<AttemptState.Lost>());
        Assert.That(journal.Find(leases[1].Attempt)!.State, Is.InstanceOf<AttemptState.Accepted>());
        Assert.That(journal.Find(leases[2].Attempt), Is.Null);
    }

    [Test]
    public void A_cancel_of_an_unknown_attempt_or_another_epoch_is_acknowledged_and_does_nothing()
    {
        using NodeJournal journal = Open();
        Lease lease = Lease();
        Accept(journal, lease);

        journal.Apply(
            [
                new CancelAttempt { Sequence = 2, Attempt = AttemptId.Of(JobId.New(), 0), Epoch = 0, Reason = "x" },
                new CancelAttempt { Sequence = 3, Attempt = lease.Attempt, Epoch = 9, Reason = "x" },
            ],
            TimeSpan.Zero);

        Assert.That((journal.Facts.AckedCommand, journal.Find(lease.Attempt)!.Stop), Is.EqualTo((3L, (StopOrder?)null)));
    }

    [Test]
    public void A_state_that_cannot_follow_is_refused_and_changes_nothing()
    {
        using NodeJournal journal = Open();
        Lease lease = Lease();
        Accept(journal, lease);

        Assert.That(
            () => journal.Advance(lease.Attempt, Running(), Step.JournalRunning),
            Throws.InvalidOperationException.With.Message.Contain("Accepted"));
        Assert.That(journal.Find(lease.Attempt)!.State, Is.InstanceOf<AttemptState.Accepted>());
    }

    [Test]
    public void A_deadline_only_moves_forward()
    {
        using NodeJournal journal = Open();
        Lease lease = Lease();
        Accept(journal, lease);

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
            using NodeJournal journal = Open();
            seals.Add(SealOne(journal));
            Assert.That(
                () =>
                    journal.Change(
                        Step.JournalSealed, draft => journal.Seals.Add(draft, seals[0] with { Attempt = AttemptId.Of(JobId.New(), 1) })),
                Throws.InstanceOf<SqliteException>());
            Assert.That(
                () => journal.Change(Step.JournalSealed, draft => journal.Seals.Add(draft, Next(journal, seals[0].Attempt))),
                Throws.InstanceOf<SqliteException>());
        }

        Assert.That(seals.Select(seal => seal.Message.Sequence), Is.EqualTo(new ulong[] { 0, 1, 2 }));
        Assert.That(seals.Select(seal => seal.Message.Previous), Is.EqualTo(new[] { default, seals[0].Digest, seals[1].Digest }));
    }

    [Test]
    public void Acknowledged_events_are_gone_and_the_rest_is_dense_after_a_restart()
    {
        using (NodeJournal journal = Open())
        {
            Lease lease = Lease();
            Accept(journal, lease);
            journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing);
            journal.AckEvents(1);
            journal.AckEvents(99);
            journal.AckEvents(1);
        }

        using NodeJournal again = Open();
        Assert.That((again.Events.Next.Count, again.Facts.AckedEvent, again.Facts.LastEvent), Is.EqualTo((0, 2L, 2L)));
    }

    [Test]
    public void Another_nodes_journal_is_refused()
    {
        Open().Dispose();

        Assert.That(
            () => NodeJournal.Open(File, Address.Parse("0x00000000000000000000000000000000000000dd"), Steps.Unwatched, TimeProvider.System),
            Throws.InstanceOf<JournalUnusableException>().With.Message.Contain("it is the journal of node"));
    }

    [Test]
    public void A_value_that_changed_behind_our_back_is_found(
        [Values("Leases", "States", "Deadlines", "Events", "Node", "Seals")] string table)
    {
        Fill();
        Sql($"UPDATE {table} SET document = replace(document, '1', '2')");

        Assert.That(() => Open(), Throws.InstanceOf<JournalUnusableException>().With.Message.Contain("Nothing was changed"));
    }

    [Test]
    public void A_row_that_is_missing_is_found([Values("Leases", "States", "Deadlines", "Events", "Node", "Seals")] string table)
    {
        Fill();
        Sql($"DELETE FROM {table} WHERE key = (SELECT min(key) FROM {table})");

        Assert.That(() => Open(), Throws.InstanceOf<JournalUnusableException>());
    }

    [Test]
    public void A_flipped_bit_anywhere_is_found_or_harmless([Range(0, 39)] int slice)
    {
        Fill();
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] whole = System.IO.File.ReadAllBytes(File);
        string before = Contents();
        for (int at = slice * whole.Length / 40; at < (slice + 1) * whole.Length / 40; at += 211)
        {
            byte[] hurt = [.. whole];
            hurt[at] ^= (byte)(1 << (at % 8));
            System.IO.File.WriteAllBytes(File, hurt);
            try
            {
                Assert.That(Contents(), Is.EqualTo(before), $"byte {at} was changed and read as if it were true");
            }
            catch (JournalUnusableException)
            {
                // Found.
            }
        }
    }

    [TestCase(0.3)]
    [TestCase(0.6)]
    [TestCase(0.9)]
    [TestCase(0.95)]
    public void A_file_that_was_cut_off_is_found_unless_only_unused_pages_are_gone(double part)
    {
        Fill();
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        string before = Contents();
        using (FileStream file = System.IO.File.OpenWrite(File))
        {
            file.SetLength((long)(file.Length * part));
        }

        try
        {
            Assert.That(Contents(), Is.EqualTo(before));
            Assert.That(part, Is.GreaterThan(0.6), "most of the file was in use");
        }
        catch (JournalUnusableException found)
        {
            Assert.That(found.Message, Does.Contain("Nothing was changed"));
        }
    }

    private static string Text(AttemptState state) =>
        System.Text.Json.JsonSerializer.Serialize(new AttemptStatus(state, null, 0), JournalJson.Default.AttemptStatus);

    private static void Accept(NodeJournal journal, Lease lease) =>
        journal.Apply([new RunLease { Sequence = 1, Lease = lease }], TimeSpan.FromSeconds(100));

    private static Seal Next(NodeJournal journal, AttemptId attempt)
    {
        (long sequence, Hash32 previous) = journal.Seals.Next;
        var domain = Eip712Domain.DePin(1, _node);
        var message = new Attestation.Messages.WorkAttestation
        {
            JobId = Hash("j"),
            AttemptId = attempt.Value,
            LeaseEpoch = 1,
            Node = _node,
            Beneficiary = _node,
            SpecDigest = Hash("s"),
            ImageDigest = Hash("i"),
            ResultDigest = Hash("r"),
            EvidenceDigest = Hash32.Sha256("{}"u8),
            StartedAt = 1,
            FinishedAt = 2,
            GpuMilliseconds = 0,
            ExitCode = 0,
            Outcome = Attestation.Messages.Outcome.Succeeded,
            Sequence = (ulong)sequence,
            Previous = previous,
        };
        return new Seal
        {
            Attempt = attempt,
            Domain = domain,
            Message = message,
            Digest = Eip712.Digest(domain, message),
            Evidence = "{}"u8.ToArray(),
        };
    }

    private static Seal SealOne(NodeJournal journal)
    {
        Seal seal = Next(journal, AttemptId.Of(JobId.New(), 1));
        journal.Change(Step.JournalSealed, draft => journal.Seals.Add(draft, seal));
        return seal;
    }

    private NodeJournal Open() => NodeJournal.Open(File, _node, Steps.Unwatched, TimeProvider.System);

    private void Fill()
    {
        using NodeJournal journal = Open();
        journal.Trust(new KnownScheduler(_node, Eip712Domain.DePin(1, _node)));
        for (int i = 1; i <= 3; i++)
        {
            Lease lease = Lease();
            journal.Apply([new RunLease { Sequence = i, Lease = lease }], TimeSpan.FromSeconds(100));
            journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing);
            SealOne(journal);
        }

        journal.AckEvents(1);
    }

    private string Contents()
    {
        using NodeJournal journal = Open();
        return $"{journal.Facts} {string.Join(' ', journal.Attempts.Values
            .OrderBy(it => it.Id.ToString()).Select(it => $"{it.Id} {it.State} {it.LeaseUntil}"))} "
            + $"{string.Join(' ', journal.Events.Next)} {string.Join(' ', journal.Seals.Read(0, 100).Select(row => row.Seal.Digest))}";
    }

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
