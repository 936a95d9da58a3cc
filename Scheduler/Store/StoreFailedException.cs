using DePin.Scheduler.Engine;
using Microsoft.Data.Sqlite;

namespace DePin.Scheduler.Store;

/// <summary>
/// A transaction did not become durable. Nothing of it may be acknowledged; whether it happened is known only by reading again.
/// </summary>
internal sealed class StoreFailedException(string message, Exception? cause) : Exception(message, cause)
{
    private const int SqliteFull = 13;

    public bool IsDiskFull => InnerException is SqliteException { SqliteErrorCode: SqliteFull };

    public Refusal ToRefusal() => IsDiskFull ? Refusal.DiskFull : Refusal.NotStored;
}
