using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Journal;

/// <summary>
/// The SQLite file below the journal: tables of keys and documents, in WAL mode with <c>synchronous=FULL</c>, so that a commit survives a
/// power cut. Each row carries the SHA-256 of its table, key and document, because SQLite's own check does not see a
/// flipped bit in a value. One connection, used by one thread at a time (the journal's lock): a commit takes a fraction of a millisecond.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const string SchemaVersion = "1";
    private const string MarkName = "journal.begun";
    private readonly SqliteConnection _connection;
    private SqliteTransaction? _transaction;

    private JournalFile(string path, SqliteConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    public string Path { get; }

    /// <summary>Opens or creates the file, and has SQLite check all of it.</summary>
    /// <exception cref="JournalUnusableException">It is damaged, or of another version of this program.</exception>
    public static JournalFile Open(string path)
    {
        try
        {
            return OpenChecked(path);
        }
        catch (SqliteException e)
        {
            throw JournalUnusableException.Damaged(path, $"SQLite says: {e.Message}", e);
        }
    }

    /// <summary>Notes beside the file that a journal was begun here, so that the next one knows if it comes after one that was lost.</summary>
    /// <returns>True when one was begun before.</returns>
    public bool Mark()
    {
        string mark = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, MarkName);
        if (File.Exists(mark))
        {
            return true;
        }

        using FileStream file = File.Create(mark);
        file.Flush(flushToDisk: true);
        return false;
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Makes every change that <paramref name="changes"/> makes durable, or none.</summary>
    public void Commit(Action changes)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        _transaction = transaction;
        try
        {
            changes();
            transaction.Commit();
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <summary>Writes a document; the one of the same key is replaced.</summary>
    public void Put(JournalTable table, string key, string document) => Write("INSERT OR REPLACE", table, key, document);

    /// <summary>Writes a document of a new key.</summary>
    /// <exception cref="SqliteException">The key is taken: the primary key refuses a second document.</exception>
    public void Add(JournalTable table, string key, string document) => Write("INSERT", table, key, document);

    public void Delete(JournalTable table, string key)
    {
        using SqliteCommand command = Command($"DELETE FROM {table} WHERE key = $key");
        command.Parameters.AddWithValue("$key", key);
        command.ExecuteNonQuery();
    }

    /// <summary>Every row of a table in order of its key, which is compared byte by byte.</summary>
    /// <exception cref="JournalUnusableException">A row is not what was written.</exception>
    public List<KeyValuePair<string, string>> Read(JournalTable table) => Read(table, "", "\uffff");

    /// <summary>The rows whose keys are not before <paramref name="from"/> and before <paramref name="until"/>.</summary>
    /// <exception cref="JournalUnusableException">A row is not what was written.</exception>
    public List<KeyValuePair<string, string>> Read(JournalTable table, string from, string until)
    {
        using SqliteCommand command = Command($"SELECT key, document, sum FROM {table} WHERE key >= $from AND key < $until ORDER BY key");
        command.Parameters.AddWithValue("$from", from);
        command.Parameters.AddWithValue("$until", until);
        using SqliteDataReader reader = command.ExecuteReader();
        List<KeyValuePair<string, string>> rows = [];
        while (reader.Read())
        {
            string key = reader.GetString(0);
            string document = reader.GetString(1);
            rows.Add(reader.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(Sum(table, key, document))
                ? new(key, document)
                : throw JournalUnusableException.Damaged(Path, $"row '{key}' of table {table} is not what was written", null));
        }

        return rows;
    }

    private static JournalFile OpenChecked(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            var file = new JournalFile(path, connection);
            file.Execute("PRAGMA journal_mode = WAL");
            file.Execute("PRAGMA synchronous = FULL");
            file.Check();
            file.CreateTables();
            return file;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Check()
    {
        using SqliteCommand command = Command("PRAGMA quick_check(1)");
        if (command.ExecuteScalar() as string is not "ok" and var finding)
        {
            throw JournalUnusableException.Damaged(Path, $"SQLite's check found: {finding}", null);
        }
    }

    private void CreateTables()
    {
        Commit(() =>
        {
            foreach (JournalTable table in Enum.GetValues<JournalTable>())
            {
                Execute($"CREATE TABLE IF NOT EXISTS {table} "
                + "(key TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL, sum BLOB NOT NULL) WITHOUT ROWID");
            }
        });
        string? version = Read(JournalTable.Schema).Select(row => row.Value).FirstOrDefault();
        if (version is null)
        {
            Commit(() => Add(JournalTable.Schema, "version", SchemaVersion));
        }
        else if (version != SchemaVersion)
        {
            throw new JournalUnusableException(
                Path, $"it is of version {version} and this program writes version {SchemaVersion}", "Start the program that wrote it",
                null);
        }
    }

    private void Write(string verb, JournalTable table, string key, string document)
    {
        using SqliteCommand command = Command($"{verb} INTO {table} (key, document, sum) VALUES ($key, $document, $sum)");
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$document", document);
        command.Parameters.AddWithValue("$sum", Sum(table, key, document));
        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only names of our own enum are put into the text; every value is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = _transaction;
        return command;
    }

    private static byte[] Sum(JournalTable table, string key, string document) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{table}\0{key}\0{document}"));
}
