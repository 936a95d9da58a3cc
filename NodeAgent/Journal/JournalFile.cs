using System.Security.Cryptography;
using System.Text;
using DePin.Attestation.Keystores;
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
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

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

    /// <summary>
    /// Notes beside the file that a journal was begun here, so that the next one knows if it comes after one that was lost.
    /// </summary>
    /// <returns>True when one was begun before.</returns>
    public bool Mark()
    {
        string mark = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, MarkName);
        if (File.Exists(mark))
        {
            return true;
        }

        using FileStream file = new(mark, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly.FileMode,
        });
        file.Flush(flushToDisk: true);
        return false;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    /// <summary>Makes every change that <paramref name="changes"/> makes durable, or none.</summary>
    public void Commit(Action changes)
    {
        Statement("BEGIN IMMEDIATE").ExecuteNonQuery();
        try
        {
            changes();
            Statement("COMMIT").ExecuteNonQuery();
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Writes a document; the one of the same key is replaced.</summary>
    public void Put(JournalTable table, string key, string document) => Write("INSERT OR REPLACE", table, key, document);

    /// <summary>Writes a document of a new key.</summary>
    /// <exception cref="SqliteException">The key is taken: the primary key refuses a second document.</exception>
    public void Add(JournalTable table, string key, string document) => Write("INSERT", table, key, document);

    public void Delete(JournalTable table, string key) => Statement($"DELETE FROM {table} WHERE key = $1", key).ExecuteNonQuery();

    /// <summary>Every row of a table in order of its key, which is compared byte by byte.</summary>
    /// <exception cref="JournalUnusableException">A row is not what was written.</exception>
    public List<KeyValuePair<string, string>> Read(JournalTable table) => Read(table, "", "\uffff");

    /// <summary>The rows whose keys are not before <paramref name="from"/> and before <paramref name="until"/>.</summary>
    /// <exception cref="JournalUnusableException">A row is not what was written.</exception>
    public List<KeyValuePair<string, string>> Read(JournalTable table, string from, string until)
    {
        using SqliteDataReader reader = Statement(
            $"SELECT key, document, sum FROM {table} WHERE key >= $1 AND key < $2 ORDER BY key", from, until).ExecuteReader();
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
            // SQLite makes its other files with the mode of the first.
            OwnerOnly.EnsureFile(path);
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
        if (Statement("PRAGMA quick_check(1)").ExecuteScalar() as string is not "ok" and var finding)
        {
            throw JournalUnusableException.Damaged(Path, $"SQLite's check found: {finding}", null);
        }
    }

    private void CreateTables()
    {
        HashSet<string> there = TableNames();
        List<JournalTable> missing = [.. Enum.GetValues<JournalTable>().Where(table => !there.Contains($"{table}"))];
        if (missing.Count > 0)
        {
            Commit(() => missing.ForEach(table => Execute(
                $"CREATE TABLE {table} (key TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL, sum BLOB NOT NULL) WITHOUT ROWID")));
        }

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

    private HashSet<string> TableNames()
    {
        using SqliteDataReader reader = Statement("SELECT name FROM sqlite_schema WHERE type = 'table'").ExecuteReader();
        HashSet<string> names = [];
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private void Write(string verb, JournalTable table, string key, string document) => Statement(
        $"{verb} INTO {table} (key, document, sum) VALUES ($1, $2, $3)", key, document, Sum(table, key, document)).ExecuteNonQuery();

    private void Rollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself on the errors that end a transaction (disk full, I/O error).
        }
    }

    /// <summary>Once, and not kept.</summary>
    private void Execute(string sql)
    {
        using SqliteCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The statement with its values for <c>$1</c>, <c>$2</c>, …; SQLite has read its text once.</summary>
    private SqliteCommand Statement(string sql, params ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = Command(sql);
            for (int i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            }

            _prepared.Add(sql, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only names of our own enum are put into the text; every value is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static byte[] Sum(JournalTable table, string key, string document) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{table}\0{key}\0{document}"));
}
