using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tests.Engine;
using Microsoft.Data.Sqlite;

namespace DePin.Scheduler.Tests.Store;

internal sealed class SqliteStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Database => _directory.File("scheduler.db");

    public void Dispose() => _directory.Dispose();

    [Test]
    public void What_was_committed_is_there_after_a_crash_with_every_field()
    {
        using SqliteStore store = SqliteStore.Open(Database);
        EngineBench bench = new(store, EngineBench.Trusting);
        BenchNode node = new(bench, 1, Capacities.Of(gpus: [Capacities.Gpu("GPU-a")]));
        bench.Submit(Specs.Wanting(gpu: new GpuRequirement { Vram = ByteSize.FromGibibytes(1) }), "key");
        bench.Submit(Specs.Wanting(cores: 64));
        node.Sync();
        Lease lease = node.Leases.Single();
        ArtifactEntry artifact = new("outputs/a b.txt", ContentHash.Of("x"u8), 1);
        bench.Ask(new EngineRequest.RecordArtifact(new LeaseKey(lease.Attempt, lease.Epoch, node.Node), artifact)).OrThrow();
        node.Sync(node.Phase(lease, AttemptPhase.Running));

        // What a killed process leaves behind: the files as they are, the journal not yet folded in.
        StoredState before = store.Load(0);
        foreach (string suffix in new[] { "", "-wal" })
        {
            File.Copy(Database + suffix, _directory.File("copy.db") + suffix);
        }

        using SqliteStore copy = SqliteStore.Open(_directory.File("copy.db"));
        StoredState after = copy.Load(0);

        Assert.That(after.LiveJobs, Is.EqualTo(before.LiveJobs).And.Count.EqualTo(2));
        Assert.That(after.LiveJobs[0].Spec, Is.EqualTo(lease.Spec));
        Assert.That(after.LiveJobs[0].Status, Is.EqualTo(new JobStatus.Leased(lease.Attempt)));
        Assert.That(after.Attempts.Single(),
            Has.Property("Phase").EqualTo(AttemptPhase.Running).And.Property("Gpus").EqualTo(new[] { "GPU-a" }));
        Assert.That(after.Artifacts.Single(), Is.EqualTo((lease.Attempt, artifact)));
        Assert.That(after.Nodes.Single().Capacity!.Signed.Capacity.Gpus.Single(), Is.EqualTo(Capacities.Gpu("GPU-a")));
        Assert.That(after.Boots.Single(), Is.EqualTo(new BootRow(node.Node, node.Boot, 1, 1, 1, 1)));
        Assert.That(after.Commands, Is.Empty, "acknowledged");
    }

    [Test]
    public void A_transaction_happens_as_a_whole_or_not_at_all()
    {
        using SqliteStore store = SqliteStore.Open(Database);
        JobRow job = new EngineBench().Row(Specs.Job());
        StoreWrite fenced = new StoreWrite.Pay(Row(job.Id, epoch: 1));

        Assert.That(() => store.Commit([new StoreWrite.InsertJob(job), fenced]),
            Throws.InstanceOf<StoreFailedException>().With.Message.Contains("fenced"));

        Assert.That(store.Load(0).LiveJobs, Is.Empty);
        Assert.That(store.Commits, Is.Zero);
        store.Commit([new StoreWrite.InsertJob(job)]);
        Assert.That(store.Load(0).LiveJobs.Single(), Is.EqualTo(job));
    }

    [Test]
    public void The_statement_that_pays_compares_the_lease_epoch_itself()
    {
        using SqliteStore store = SqliteStore.Open(Database);
        JobRow job = Leased(store, epoch: 2);

        Assert.That(() => store.Commit([new StoreWrite.Pay(Row(job.Id, epoch: 1))]), Throws.InstanceOf<StoreFailedException>());
        store.Commit([new StoreWrite.Pay(Row(job.Id, epoch: 2))]);
        Assert.That(() => store.Commit([new StoreWrite.Pay(Row(job.Id, epoch: 2) with { Number = 2 })]),
            Throws.InstanceOf<StoreFailedException>(), "one row an attempt");

        using StoreReader reader = new(Database);
        LedgerPage page = reader.Ledger(null, 0, 10);
        Assert.That(page.Rows.Single().Epoch, Is.EqualTo(2));
        Assert.That(page.Balances.Single(),
            Is.EqualTo(new LedgerBalance(EngineBench.Address(9), "340282366920938463463374607431768211455", 1)));
    }

    [Test]
    public void An_attempt_that_lost_its_lease_cannot_be_written()
    {
        using SqliteStore store = SqliteStore.Open(Database);
        JobRow job = Leased(store, epoch: 1);
        AttemptRow attempt = Attempt(job.Id, 1);
        store.Commit([new StoreWrite.SaveAttempt(attempt with { Phase = AttemptPhase.Running })]);
        store.Commit([new StoreWrite.SaveJob(job with { Status = new JobStatus.Queued() })]);

        Assert.That(() => store.Commit([new StoreWrite.SaveAttempt(attempt)]),
            Throws.InstanceOf<StoreFailedException>().With.Message.Contains("does not hold"));
    }

    [Test]
    public void A_finished_job_never_changes_again()
    {
        using SqliteStore store = SqliteStore.Open(Database);
        JobRow job = Leased(store, epoch: 1);
        store.Commit([new StoreWrite.SaveJob(job with { Status = new JobStatus.Finished(1, default, 0, "done", null) })]);

        Assert.That(() => store.Commit([new StoreWrite.SaveJob(job)]), Throws.InstanceOf<StoreFailedException>());
    }

    [Test]
    public void The_ledger_can_only_grow()
    {
        using SqliteStore store = SqliteStore.Open(Database);
        JobRow job = Leased(store, epoch: 1);
        store.Commit([new StoreWrite.Pay(Row(job.Id, epoch: 1))]);
        using SqliteConnection intruder = new($"Data Source={Database};Pooling=False");
        intruder.Open();

        foreach (string change in new[] { "UPDATE ledger SET amount = '0'", "DELETE FROM ledger" })
        {
            using SqliteCommand command = intruder.CreateCommand();
            command.CommandText = change;
            Assert.That(() => command.ExecuteNonQuery(), Throws.InstanceOf<SqliteException>().With.Message.Contains("append-only"));
        }
    }

    [Test]
    public void A_store_of_a_newer_scheduler_is_refused()
    {
        SqliteStore.Open(Database).Dispose();
        using (SqliteConnection newer = new($"Data Source={Database};Pooling=False"))
        {
            newer.Open();
            using SqliteCommand command = newer.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.That(() => SqliteStore.Open(Database), Throws.InstanceOf<StoreFailedException>().With.Message.Contains("version 99"));
    }

    [Test]
    public void The_database_is_synced_in_full_at_every_commit()
    {
        using SqliteStore store = SqliteStore.Open(Database);

        Assert.That(store.Settings(), Is.EqualTo(("wal", 2L)),
            "synchronous=2 is FULL; NORMAL lost acknowledged rows at every simulated power cut");
    }

    [Test]
    public void A_page_of_the_ledger_states_the_balances_of_the_addresses_it_pays()
    {
        using SqliteStore store = SqliteStore.Open(Database);
        JobId[] jobs = Pay(store, rows: 7, addresses: 4);
        using StoreReader reader = new(Database);

        LedgerPage first = reader.Ledger(null, 0, 3);
        LedgerPage last = reader.Ledger(null, 6, 3);

        Assert.That(first.Rows.Select(row => row.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(first.Next, Is.EqualTo(3));
        Assert.That(first.Balances, Is.EquivalentTo(new[] { Balance(1, "6", 2), Balance(2, "8", 2), Balance(3, "10", 2) }));
        Assert.That(last.Rows.Single().Number, Is.EqualTo(7));
        Assert.That(last.Balances, Is.EqualTo(new[] { Balance(3, "10", 2) }));
        Assert.That(last.Next, Is.Null);
        Assert.That(reader.Ledger(jobs[1], 0, 1), Has.Property("Next").EqualTo(2).And.Property("Rows").Count.EqualTo(1));
        Assert.That(reader.Ledger(jobs[1], 2, 1), Has.Property("Next").Null.And.Property("Rows").Empty, "'after' holds for a job too");
    }

    private static LedgerBalance Balance(int address, string amount, long rows) => new(EngineBench.Address(address), amount, rows);

    /// <summary>Row n of n base units goes to address n % addresses.</summary>
    private static JobId[] Pay(SqliteStore store, int rows, int addresses)
    {
        JobId[] jobs = [.. Enumerable.Range(1, rows).Select(_ => Leased(store, epoch: 1).Id)];
        store.Commit(jobs.Select((job, index) => new StoreWrite.Pay(Row(job, 1) with
        {
            Number = index + 1,
            Beneficiary = EngineBench.Address((index + 1) % addresses),
            Amount = $"{index + 1}",
        })));
        return jobs;
    }

    private static JobRow Leased(SqliteStore store, long epoch)
    {
        JobRow job = new EngineBench().Row(Specs.Job());
        JobRow leased = job with { Epoch = epoch, Status = new JobStatus.Leased(AttemptId.Of(job.Id, epoch)) };
        store.Commit([new StoreWrite.InsertJob(leased), new StoreWrite.InsertAttempt(Attempt(job.Id, epoch))]);
        return leased;
    }

    private static AttemptRow Attempt(JobId job, long epoch) => new()
    {
        Id = AttemptId.Of(job, epoch),
        Job = job,
        Epoch = epoch,
        Node = EngineBench.Address(1),
        Gpus = [],
        LeasedAt = 1,
    };

    private static LedgerRow Row(JobId job, long epoch) => new()
    {
        Number = 1,
        Job = job,
        Attempt = AttemptId.Of(job, epoch),
        Epoch = epoch,
        Node = EngineBench.Address(1),
        Beneficiary = EngineBench.Address(9),
        Outcome = default,
        Attestation = Hash32.Random(),
        PaidMs = 1,
        Amount = UInt128.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        At = 1,
        Previous = default,
        Hash = default,
    };
}
