using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DePin.Scheduler.Store;

/// <summary>
/// The scheduler's store on SQLite in the same process. One thread writes; a commit is durable when <see cref="Commit"/> returns.
/// </summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly Sql _sql;

    private SqliteStore(Sql sql) => _sql = sql;

    /// <summary>Transactions committed since the store was opened.</summary>
    public long Commits { get; private set; }

    /// <summary>Opens the database and brings it to the newest version.</summary>
    /// <exception cref="StoreFailedException">It cannot be opened or was written by a newer scheduler.</exception>
    public static SqliteStore Open(string path)
    {
        try
        {
            Sql sql = Sql.Open(path, readOnly: false);
            try
            {
                Migrate(sql, path);
            }
            catch
            {
                sql.Dispose();
                throw;
            }

            return new SqliteStore(sql);
        }
        catch (SqliteException failure)
        {
            throw new StoreFailedException($"cannot open the store {path}: {failure.Message}", failure);
        }
    }

    /// <summary>Makes all writes durable in one transaction, or none.</summary>
    /// <exception cref="StoreFailedException">None is acknowledged; read the state again before deciding anything.</exception>
    public void Commit(IEnumerable<StoreWrite> writes)
    {
        try
        {
            _sql.Run("BEGIN IMMEDIATE");
            foreach (StoreWrite write in writes)
            {
                SqliteWrites.Apply(_sql, write);
            }

            _sql.Run("COMMIT");
            Commits++;
        }
        catch (Exception failure) when (failure is SqliteException or StoreFailedException)
        {
            Rollback();
            throw failure as StoreFailedException ?? new StoreFailedException($"the transaction failed: {failure.Message}", failure);
        }
    }

    /// <summary>Everything the engine goes on from.</summary>
    /// <param name="attestedSince">Unix milliseconds: ends by attestation from then on are told to their nodes again.</param>
    /// <exception cref="StoreFailedException">It cannot be read.</exception>
    public StoredState Load(long attestedSince)
    {
        try
        {
            return SqliteState.Load(_sql, attestedSince);
        }
        catch (SqliteException failure)
        {
            throw new StoreFailedException($"cannot read the store: {failure.Message}", failure);
        }
    }

    /// <summary>Journal mode and <c>synchronous</c> as SQLite has them, not as we asked for.</summary>
    public (string JournalMode, long Synchronous) Settings() => (
        _sql.Query("PRAGMA journal_mode", row => row.GetString(0))[0],
        _sql.Query("PRAGMA synchronous", row => row.GetInt64(0))[0]);

    public void Dispose() => _sql.Dispose();

    private void Rollback()
    {
        try
        {
            _sql.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself on the errors that end a transaction (disk full, I/O error).
        }
    }

    private static void Migrate(Sql sql, string path)
    {
        long version = sql.Query("PRAGMA user_version", row => row.GetInt64(0))[0];
        if (version > Schema.Versions.Count)
        {
            throw new StoreFailedException(
                $"the store {path} has version {version}, this scheduler knows up to {Schema.Versions.Count}: run a newer scheduler", null);
        }

        for (int next = (int)version; next < Schema.Versions.Count; next++)
        {
            string number = (next + 1).ToString(CultureInfo.InvariantCulture);
            sql.Execute($"BEGIN IMMEDIATE; {Schema.Versions[next]} PRAGMA user_version = {number}; COMMIT");
        }
    }
}
