using DePin.Attestation;
using Microsoft.Data.Sqlite;

namespace DePin.Scheduler.Store;

/// <summary>One SQLite connection with its prepared statements, and the one mapping between our values and SQLite's.</summary>
internal sealed class Sql : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    private Sql(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the database; <c>synchronous=FULL</c> and the journal mode are set here and nowhere else.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static Sql Open(string path, bool readOnly)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        Sql sql = new(connection);
        try
        {
            connection.Open();
            sql.Execute("PRAGMA busy_timeout = 5000");
            sql.Execute("PRAGMA journal_mode = WAL");
            sql.Execute("PRAGMA synchronous = FULL");
            sql.Execute("PRAGMA journal_size_limit = 67108864");
            sql.Execute(readOnly ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF");
            return sql;
        }
        catch
        {
            sql.Dispose();
            throw;
        }
    }

    /// <summary>Runs text that may hold several statements; not prepared.</summary>
    public void Execute(string text)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a prepared statement.</summary>
    /// <param name="values">For <c>$1</c>, <c>$2</c>, …</param>
    /// <returns>Rows changed.</returns>
    public int Run(string text, params ReadOnlySpan<object?> values) => Bind(text, values).ExecuteNonQuery();

    /// <summary>All rows of a prepared query.</summary>
    public List<T> Query<T>(string text, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using SqliteDataReader reader = Bind(text, values).ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Bind(string text, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(text, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = text;
            for (int i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            }

            _prepared.Add(text, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            SqliteParameter parameter = command.Parameters[i];
            parameter.Value = ToSqlite(values[i]);

            // A parameter keeps the type of its first value unless it is reset.
            parameter.ResetSqliteType();
        }

        return command;
    }

    private static object ToSqlite(object? value) => value switch
    {
        null => DBNull.Value,
        Hash32 hash => hash.ToArray(),
        Protocol.JobId job => job.Value.ToArray(),
        Protocol.AttemptId attempt => attempt.Value.ToArray(),
        Address address => address.ToArray(),
        Signature signature => signature.ToArray(),
        Protocol.Jobs.ContentHash or Protocol.Wire.BootId => value.ToString()!,
        bool flag => flag ? 1L : 0L,
        ulong number => (long)number,
        Enum => throw new ArgumentException($"cast {value.GetType().Name} to its stored number", nameof(value)),
        _ => value,
    };
}
