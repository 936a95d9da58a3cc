using DePin.NodeAgent.Journal;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Tests.Journal;

/// <summary>All of a commit or nothing of it, whatever ends it.</summary>
internal sealed class JournalFileTests
{
    [Test]
    public void Commit_that_fails_leaves_nothing_behind_and_nothing_in_the_way_of_the_next()
    {
        using TemporaryDirectory directory = new();
        string path = directory["journal.db"];
        using (JournalFile file = JournalFile.Open(path))
        {
            file.Commit(() => file.Put(JournalTable.Node, "a", "1"));
            Assert.That(
                () => file.Commit(() =>
                {
                    file.Put(JournalTable.Node, "a", "2");
                    file.Add(JournalTable.Node, "a", "3");
                }),
                Throws.InstanceOf<SqliteException>());
            Assert.That(
                () => file.Commit(() =>
                {
                    file.Delete(JournalTable.Node, "a");
                    throw new InvalidOperationException("a caller's mistake");
                }),
                Throws.InvalidOperationException);
            file.Commit(() => file.Add(JournalTable.Node, "b", "4"));
        }

        using JournalFile again = JournalFile.Open(path);
        Assert.That(
            again.Read(JournalTable.Node).Select(row => $"{row.Key}={row.Value}"), Is.EqualTo(new[] { "a=1", "b=4" }));
    }

    /// <summary>A table that this version has and the one before it had not.</summary>
    [Test]
    public void Missing_table_is_made_at_the_opening_and_the_others_stay_as_they_are()
    {
        using TemporaryDirectory directory = new();
        string path = directory["journal.db"];
        using (JournalFile file = JournalFile.Open(path))
        {
            file.Commit(() => file.Put(JournalTable.Node, "a", "1"));
        }

        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand drop = connection.CreateCommand();
            drop.CommandText = $"DROP TABLE {nameof(JournalTable.Events)}";
            drop.ExecuteNonQuery();
        }

        using JournalFile again = JournalFile.Open(path);
        Assert.That(again.Read(JournalTable.Events), Is.Empty);
        Assert.That(again.Read(JournalTable.Node), Has.Count.EqualTo(1));
    }
}
