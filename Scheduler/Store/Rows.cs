using System.Diagnostics;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace DePin.Scheduler.Store;

/// <summary>Rows as they come out of SQLite. The column lists stand beside the code that reads them.</summary>
internal static class Rows
{
    public const string JobColumns = """
        id, owner, idempotency_key, spec, spec_digest, created_at, state, epoch, attempt, job_faults, cancel_reason, finished_at, outcome,
        exit_code, reason, attestation, setbacks, checkpoint
        """;

    public const string AttemptColumns = """
        id, job, epoch, node, gpus, leased_at, phase, image, ended_at, outcome, exit_code, reason, limits_hit, attestation,
        running_at, resumed_from, checkpoints, checkpoint_problem, lost_ms
        """;

    public const string LedgerColumns =
        "number, job, attempt, epoch, node, beneficiary, outcome, attestation, paid_ms, amount, at, previous, hash";

    public const string AttestationColumns = "digest, job, attempt, node, sequence, envelope, counter_signature, at";

    public static JobRow Job(SqliteDataReader row) => new()
    {
        Id = new JobId(Hash(row, 0)),
        Owner = row.GetString(1),
        IdempotencyKey = Text(row, 2),
        Spec = Spec(Bytes(row, 3)),
        SpecDigest = Hash(row, 4),
        CreatedAt = row.GetInt64(5),
        Status = Status(row),
        Epoch = row.GetInt64(7),
        JobFaults = row.GetInt32(9),
        CancelReason = Text(row, 10),
        Setbacks = row.GetInt32(16),
        Checkpoint = Text(row, 17) is { } saved ? JsonSerializer.Deserialize(saved, WireJson.Default.SavedCheckpoint) : null,
    };

    public static AttemptRow Attempt(SqliteDataReader row) => new()
    {
        Id = new AttemptId(Hash(row, 0)),
        Job = new JobId(Hash(row, 1)),
        Epoch = row.GetInt64(2),
        Node = Address(row, 3),
        Gpus = List(row.GetString(4)),
        LeasedAt = row.GetInt64(5),
        Phase = (AttemptPhase)row.GetInt32(6),
        Image = Content(row, 7),
        End = row.IsDBNull(8) ? null : new AttemptEnd(
            row.GetInt64(8), (Outcome?)Number(row, 9), (int?)Number(row, 10), row.GetString(11), List(row.GetString(12)),
                HashOrNull(row, 13), row.GetInt64(18)),
        RunningAt = Number(row, 14),
        ResumedFrom = Number(row, 15),
        Checkpoints = row.GetInt64(16),
        CheckpointProblem = Text(row, 17),
    };

    /// <summary>After the row's own columns: what its address is owed, and for how many rows.</summary>
    public static (LedgerRow Row, LedgerBalance Balance) LedgerWithBalance(SqliteDataReader row)
    {
        LedgerRow paid = Ledger(row);
        int owed = row.GetOrdinal("owed");
        return (paid, new LedgerBalance(paid.Beneficiary, row.GetString(owed), row.GetInt64(owed + 1)));
    }

    public static LedgerRow Ledger(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Job = new JobId(Hash(row, 1)),
        Attempt = new AttemptId(Hash(row, 2)),
        Epoch = row.GetInt64(3),
        Node = Address(row, 4),
        Beneficiary = Address(row, 5),
        Outcome = (Outcome)row.GetByte(6),
        Attestation = Hash(row, 7),
        PaidMs = row.GetInt64(8),
        Amount = row.GetString(9),
        At = row.GetInt64(10),
        Previous = Hash(row, 11),
        Hash = Hash(row, 12),
    };

    public static AttestationRow Attestation(SqliteDataReader row) => new(
        Hash(row, 0), new JobId(Hash(row, 1)), new AttemptId(Hash(row, 2)), Address(row, 3), (ulong)row.GetInt64(4), Bytes(row, 5),
        new Signature(Bytes(row, 6)), row.GetInt64(7));

    public static NodeRow Node(SqliteDataReader row) => new()
    {
        Address = Address(row, 0),
        FirstSeenAt = row.GetInt64(1),
        LastSeenAt = row.GetInt64(2),
        Draining = row.GetInt64(3) != 0,
        Capacity = row.IsDBNull(6) ? null : new CapacityRow(
            BootId.Parse(row.GetString(4), null), row.GetInt64(5),
                JsonSerializer.Deserialize(Bytes(row, 6), WireJson.Default.SignedCapacity)!),
    };

    public static BootRow Boot(SqliteDataReader row) => new(
        Address(row, 0), BootId.Parse(row.GetString(1), null), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));

    public static CommandRow Command(SqliteDataReader row) => new(
        Address(row, 0), BootId.Parse(row.GetString(1), null), row.GetInt64(2), (CommandKind)row.GetInt32(3),
        HashOrNull(row, 4) is { } attempt ? new AttemptId(attempt) : null, Text(row, 5), HashOrNull(row, 6));

    public static TokenRow Token(SqliteDataReader row) => new(
        new TokenView(row.GetString(0), row.GetString(1), [.. List(row.GetString(3)).Select(Enum.Parse<TokenScope>)], row.GetInt64(4),
            Number(row, 5)),
        Hash(row, 2));

    /// <summary>Path, hash and size, from this column on.</summary>
    public static ArtifactEntry Artifact(SqliteDataReader row, int first) =>
        new(row.GetString(first), new ContentHash(Hash(row, first + 1)), row.GetInt64(first + 2));

    public static Hash32 Hash(SqliteDataReader row, int column) => new(Bytes(row, column));

    public static Address Address(SqliteDataReader row, int column) => new(Bytes(row, column));

    private static JobStatus Status(SqliteDataReader row) => row.GetInt32(6) switch
    {
        0 => new JobStatus.Queued(),
        1 => new JobStatus.Leased(new AttemptId(Hash(row, 8))),
        2 => new JobStatus.Finished(row.GetInt64(11), (Outcome)row.GetByte(12), (int?)Number(row, 13), row.GetString(14),
            HashOrNull(row, 15)),
        int other => throw new UnreachableException($"job state {other}"),
    };

    private static JobSpec Spec(byte[] json) => JsonSerializer.Deserialize(json, WireJson.Default.JobSpec)!;

    private static byte[] Bytes(SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    private static Hash32? HashOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : Hash(row, column);

    private static ContentHash? Content(SqliteDataReader row, int column) => Text(row, column) is { } text ? ContentHash.Parse(text) : null;

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static string[] List(string text) => text.Length == 0 ? [] : text.Split(',');
}
