using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Journal;

/// <summary>A damaged file is found, whatever hurt it.</summary>
public sealed class JournalDamageTests
{
    private readonly TestJournal _journal = new();

    [TearDown]
    public void Remove() => _journal.Dispose();

    [Test]
    public void A_value_that_changed_behind_our_back_is_found(
        [Values("Leases", "States", "Deadlines", "Events", "Node", "Seals")] string table)
    {
        Fill();
        Sql($"UPDATE {table} SET document = replace(document, '1', '2')");

        Assert.That(() => _journal.Open(), Throws.InstanceOf<JournalUnusableException>().With.Message.Contain("Nothing was changed"));
    }

    [Test]
    public void A_row_that_is_missing_is_found([Values("Leases", "States", "Deadlines", "Events", "Node", "Seals")] string table)
    {
        Fill();
        Sql($"DELETE FROM {table} WHERE key = (SELECT min(key) FROM {table})");

        Assert.That(() => _journal.Open(), Throws.InstanceOf<JournalUnusableException>());
    }

    [Test]
    public void A_flipped_bit_anywhere_is_found_or_harmless([Range(0, 39)] int slice)
    {
        Fill();
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] whole = File.ReadAllBytes(_journal.Path);
        string before = Contents();
        for (int at = slice * whole.Length / 40; at < (slice + 1) * whole.Length / 40; at += 211)
        {
            byte[] hurt = [.. whole];
            hurt[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(_journal.Path, hurt);
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
        using (FileStream file = File.OpenWrite(_journal.Path))
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

    private void Fill()
    {
        using NodeJournal journal = _journal.Open();
        journal.Trust(new KnownScheduler(TestJournal.Node, Eip712Domain.DePin(1, TestJournal.Node)));
        for (int i = 1; i <= 3; i++)
        {
            Lease lease = Lease();
            journal.Apply([new RunLease { Sequence = i, Lease = lease }], TimeSpan.FromSeconds(100));
            journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing);
            TestJournal.SealOne(journal);
        }

        journal.AckEvents(1);
    }

    private string Contents()
    {
        using NodeJournal journal = _journal.Open();
        return TestJournal.Contents(journal);
    }

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_journal.Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
