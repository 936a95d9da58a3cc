using DePin.Attestation;
using DePin.Protocol;

namespace DePin.Scheduler.Store;

/// <summary>Reads what the engine goes on from after a start.</summary>
internal static class SqliteState
{
    private const int MaxRecentlyAttested = 100_000;

    public static StoredState Load(Sql sql, long attestedSince)
    {
        (long number, Hash32 hash) = sql.Query("SELECT number, hash FROM ledger ORDER BY number DESC LIMIT 1", row =>
            (row.GetInt64(0), Rows.Hash(row, 1)))
            .FirstOrDefault();
        return new StoredState
        {
            LiveJobs = sql.Query($"SELECT {Rows.JobColumns} FROM job WHERE state <> 2 ORDER BY number", Rows.Job),
            Attempts = sql.Query($"""
                SELECT {Rows.AttemptColumns} FROM attempt WHERE job IN (SELECT id FROM job WHERE state <> 2) ORDER BY epoch
                """, Rows.Attempt),
            Artifacts = sql.Query("""
                SELECT attempt, path, sha256, size FROM artifact WHERE attempt IN (SELECT attempt FROM job WHERE state = 1)
                """, row => (new AttemptId(Rows.Hash(row, 0)), Rows.Artifact(row, 1))),
            Nodes = sql.Query("SELECT * FROM node", Rows.Node),
            Boots = sql.Query("SELECT * FROM node_boot ORDER BY number", Rows.Boot),
            Commands = sql.Query("SELECT * FROM command ORDER BY node, sequence", Rows.Command),
            RecentlyAttested = sql.Query($"""
                SELECT node, id FROM attempt WHERE attestation IS NOT NULL AND ended_at >= $1
                ORDER BY ended_at DESC LIMIT {MaxRecentlyAttested}
                """, row => (Rows.Address(row, 0), new AttemptId(Rows.Hash(row, 1))), attestedSince),
            Challenges = sql.Query($"SELECT {ChallengeRows.Columns} FROM challenge WHERE state IS NULL ORDER BY number",
                ChallengeRows.Challenge),
            Gpus = sql.Query("SELECT * FROM gpu", ChallengeRows.Gpu),
            LedgerNumber = number,
            LedgerHash = hash,
        };
    }
}
