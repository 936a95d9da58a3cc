using DePin.Protocol.Jobs;
using DePin.Scheduler.Store;
using Microsoft.Data.Sqlite;

namespace DePin.Scheduler.Tests.Store;

/// <summary>Stores of earlier schedulers.</summary>
internal sealed class SchemaTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Database => _directory.File("scheduler.db");

    public void Dispose() => _directory.Dispose();

    [Test]
    public void A_store_of_before_inputs_were_swept_knows_what_its_jobs_name_and_what_was_brought()
    {
        ContentHash input = ContentHash.Of("in"u8);
        ContentHash output = ContentHash.Of("out"u8);
        string spec = $"{{\"inputs\":{{\"/data/a\":\"{input}\",\"/data/b\":\"{input}\"}}}}";
        using (SqliteConnection old = new($"Data Source={Database};Pooling=False"))
        {
            old.Open();
            using SqliteCommand command = old.CreateCommand();
            command.CommandText = string.Concat(Schema.Versions.Take(2)) + $"""
                INSERT INTO job VALUES (1, x'01', 'me', NULL, CAST('{spec}' AS BLOB), x'00', 0, 0, 0, NULL, 0,
                    NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL);
                INSERT INTO artifact VALUES (x'02', 'outputs/x', x'{output.Value.ToString()[2..]}', 3);
                INSERT INTO blob VALUES (x'{input.Value.ToString()[2..]}', 'me', 2, 0), (x'{output.Value.ToString()[2..]}', 'me', 3, 0);
                PRAGMA user_version = 2;
                """;
            command.ExecuteNonQuery();
        }

        SqliteStore.Open(Database).Dispose();
        using StoreReader reader = new(Database);

        Assert.That(reader.UnnamedBlobs(long.MaxValue, 10), Is.Empty);
        Assert.That(reader.IsNamed(input), Is.True);
        Assert.That(reader.Brought("me"), Is.EqualTo((1L, 2L)));
    }
}
