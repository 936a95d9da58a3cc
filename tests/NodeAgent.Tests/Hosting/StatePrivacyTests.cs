using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Hosting;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>What others on the machine may read of a node: nothing.</summary>
internal sealed class StatePrivacyTests
{
    private const UnixFileMode OfOthers = (UnixFileMode)0b000_111_111;
    private const UnixFileMode ReadableByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Test, CancelAfter(60_000)]
    public async Task Whatever_others_could_read_of_a_node_is_closed_at_its_start(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string state = Directory.CreateDirectory(directory["state"]).FullName;
        File.SetUnixFileMode(state, OwnerOnly.DirectoryMode | ReadableByOthers | UnixFileMode.OtherExecute);
        string spool = Directory.CreateDirectory(Path.Combine(state, "attempts")).FullName;
        File.SetUnixFileMode(spool, OwnerOnly.DirectoryMode | ReadableByOthers | UnixFileMode.OtherExecute);
        OpenJournal(Path.Combine(state, "journal.db"));

        await StartAndStopAsync(directory, state, token);

        string[] all = [state, .. Directory.GetFileSystemEntries(state)];
        Assert.That(all.Where(path => (File.GetUnixFileMode(path) & OfOthers) != 0), Is.Empty);
        Assert.That(all.Select(Path.GetFileName), Does.Contain("journal.db").And.Contain("agent.lock").And.Contain("key.json"));
    }

    [Test]
    public void A_journal_is_private_from_its_first_moment_with_what_sqlite_keeps_beside_it()
    {
        using Journal.TestJournal journal = new();
        using NodeAgent.Journal.NodeJournal open = journal.Open();

        string directory = Path.GetDirectoryName(journal.Path)!;
        string[] files = Directory.GetFiles(directory, "journal.db*");
        Assert.That(files.Select(Path.GetFileName), Is.EquivalentTo(new[] { "journal.db", "journal.db-wal", "journal.db-shm" }));
        Assert.That(files.Where(path => (File.GetUnixFileMode(path) & OfOthers) != 0), Is.Empty);
    }

    /// <summary>An earlier program's: readable by all, with what SQLite keeps beside it.</summary>
    private static void OpenJournal(string path)
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE before (x)";
        command.ExecuteNonQuery();
        foreach (string file in new[] { path, path + "-wal", path + "-shm" })
        {
            File.SetUnixFileMode(file, OwnerOnly.FileMode | ReadableByOthers);
        }
    }

    /// <summary>Told to stop before it starts, so that it comes no further than its files.</summary>
    private static async Task StartAndStopAsync(TemporaryDirectory directory, string state, CancellationToken token)
    {
        using CancellationTokenSource stopped = CancellationTokenSource.CreateLinkedTokenSource(token);
        await stopped.CancelAsync();
        NodeOptions options = new()
        {
            Scheduler = new SchedulerEndpoint { Url = new Uri("http://127.0.0.1:9") },
            Beneficiary = Address.Parse("0x00000000000000000000000000000000000000b0"),
            Key = new KeySource.RawFile { Path = Path.Combine(state, KeySource.DefaultFileName) },
            StateDirectory = state,
            Socket = directory["run/api.sock"],
            Containers = new ContainerOptions { Socket = directory["no-engine.sock"] },
        };
        try
        {
            NodeOptionsResult.Valid read = new(options, []);
            await NodeService.RunAsync(read, () => read, stopped.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }
}
