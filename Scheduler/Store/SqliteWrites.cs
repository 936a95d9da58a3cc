using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Store;

/// <summary>Each kind of write as its statement.</summary>
internal static class SqliteWrites
{
    public static void Apply(Sql sql, StoreWrite write)
    {
        switch (write)
        {
            case StoreWrite.InsertJob(var job):
                InsertJob(sql, job);
                break;
            case StoreWrite.SaveJob(var job):
                SaveJob(sql, job);
                break;
            case StoreWrite.InsertAttempt(var attempt):
                InsertAttempt(sql, attempt);
                break;
            case StoreWrite.SaveAttempt(var attempt):
                SaveAttempt(sql, attempt);
                break;
            case StoreWrite.SaveNode(var node):
                SaveNode(sql, node);
                break;
            case StoreWrite.SaveBoot(var boot):
                SaveBoot(sql, boot);
                break;
            case StoreWrite.InsertCommand(var command):
                sql.Run("INSERT INTO command VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    command.Node, command.Boot, command.Sequence, (long)command.Kind, command.Attempt, command.Reason, command.Challenge);
                break;
            case StoreWrite.SaveArtifact(var attempt, var entry):
                sql.Run("INSERT OR REPLACE INTO artifact VALUES ($1, $2, $3, $4)", attempt, entry.Path, entry.Sha256.Value, entry.Size);
                break;
            case StoreWrite.DropArtifacts(var attempt):
                sql.Run("DELETE FROM artifact WHERE attempt = $1", attempt);
                break;
            case StoreWrite.InsertAttestation(var row):
                sql.Run("INSERT INTO attestation VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    row.Digest, row.Job, row.Attempt, row.Node, row.Sequence, row.Envelope, row.CounterSignature, row.At);
                break;
            case StoreWrite.InsertEquivocation(var row):
                sql.Run("INSERT OR IGNORE INTO equivocation VALUES ($1, $2, $3, $4, $5, $6)",
                    row.Node, row.Sequence, row.Digest, row.Accepted, row.Envelope, row.At);
                break;
            case StoreWrite.Pay(var row):
                Pay(sql, row);
                break;
            case StoreWrite.InsertChallenge(var challenge):
                ChallengeWrites.Insert(sql, challenge);
                break;
            case StoreWrite.SaveChallenge(var challenge):
                Require(ChallengeWrites.Save(sql, challenge), $"challenge {challenge.Id} has ended before");
                break;
            case StoreWrite.SaveGpu(var gpu):
                ChallengeWrites.Save(sql, gpu);
                break;
            case StoreWrite.InsertToken(var token):
                InsertToken(sql, token);
                break;
            case StoreWrite.DeleteToken(var id):
                sql.Run("DELETE FROM token WHERE id = $1", id);
                break;
            case StoreWrite.SaveBlob(var hash, var owner, var size, var at, var brought):
                sql.Run("INSERT INTO blob VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash, owner) "
                    + "DO UPDATE SET at = excluded.at, brought = max(brought, excluded.brought)", hash.Value, owner, size, at, brought);
                break;
            case StoreWrite.ForgetBlob(var hash, var owner, var before):
                sql.Run($"DELETE FROM blob WHERE {BlobNames.Unnamed} AND hash = $2 AND owner = $3", before, hash.Value, owner);
                break;
            default:
                throw new UnreachableException(write.GetType().Name);
        }
    }

    private static void InsertToken(Sql sql, TokenRow token) => sql.Run(
        "INSERT INTO token VALUES ($1, $2, $3, $4, $5, $6)",
        token.View.Id, token.View.Name, token.Hash, string.Join(',', token.View.Scopes), token.View.CreatedAt, token.View.ExpiresAt);

    private static void InsertJob(Sql sql, JobRow job)
    {
        sql.Run("""
            INSERT INTO job (id, owner, idempotency_key, spec, spec_digest, created_at, state, epoch, job_faults)
            VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0)
            """, job.Id, job.Owner, job.IdempotencyKey, job.Spec.ToCanonicalJson(), job.SpecDigest, job.CreatedAt);
        foreach (ContentHash input in job.Spec.Inputs.Values.Distinct())
        {
            sql.Run("INSERT INTO job_input VALUES ($1, $2)", input.Value, job.Id);
        }

        if (job != job with { Status = new JobStatus.Queued(), Epoch = 0 })
        {
            SaveJob(sql, job);
        }
    }

    private static void SaveJob(Sql sql, JobRow job)
    {
        JobStatus.Finished? end = job.Status as JobStatus.Finished;
        long state = job.Status switch { JobStatus.Queued => 0, JobStatus.Leased => 1, _ => 2 };
        Require(sql.Run("""
            UPDATE job SET state = $2, epoch = $3, attempt = $4, job_faults = $5, cancel_reason = $6, finished_at = $7, outcome = $8,
                exit_code = $9, reason = $10, attestation = $11, setbacks = $12, checkpoint = $13
            WHERE id = $1 AND epoch <= $3 AND state <> 2
            """, job.Id, state, job.Epoch, (job.Status as JobStatus.Leased)?.Attempt, (long)job.JobFaults, job.CancelReason, end?.At,
            (long?)(byte?)end?.Outcome, (long?)end?.ExitCode, end?.Reason, end?.Attestation, (long)job.Setbacks,
            job.Checkpoint is { } saved ? JsonSerializer.Serialize(saved, WireJson.Default.SavedCheckpoint) : null),
            $"job {job.Id} is finished or has a newer epoch than {job.Epoch}");
    }

    private static void InsertAttempt(Sql sql, AttemptRow attempt) => sql.Run("""
        INSERT INTO attempt (id, job, epoch, node, gpus, leased_at, phase, image, resumed_from)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """, attempt.Id, attempt.Job, attempt.Epoch, attempt.Node, string.Join(',', attempt.Gpus), attempt.LeasedAt, (long)attempt.Phase,
        attempt.Image, attempt.ResumedFrom);

    private static void SaveAttempt(Sql sql, AttemptRow attempt) => Require(sql.Run("""
        UPDATE attempt SET phase = $2, image = $3, ended_at = $4, outcome = $5, exit_code = $6, reason = $7, limits_hit = $8,
            attestation = $9, running_at = $11, checkpoints = $12, checkpoint_problem = $13, lost_ms = $14
        WHERE id = $1 AND EXISTS (SELECT 1 FROM job WHERE job.id = attempt.job AND job.attempt = $1 AND job.epoch = $10)
        """, attempt.Id, (long)attempt.Phase, attempt.Image, attempt.End?.At, (long?)(byte?)attempt.End?.Outcome,
        (long?)attempt.End?.ExitCode, attempt.End?.Reason, attempt.End is { } end ? string.Join(',', end.LimitsHit) : null,
        attempt.End?.Attestation, attempt.Epoch, attempt.RunningAt, attempt.Checkpoints, attempt.CheckpointProblem,
        attempt.End?.LostMs ?? 0),
        $"attempt {attempt.Id} does not hold its job's lease under epoch {attempt.Epoch}");

    private static void SaveNode(Sql sql, NodeRow node) => sql.Run(
        "INSERT OR REPLACE INTO node VALUES ($1, $2, $3, $4, $5, $6, $7)",
        node.Address, node.FirstSeenAt, node.LastSeenAt, node.Draining, node.Capacity?.Boot, node.Capacity?.Version,
        node.Capacity is { } capacity
            ? JsonSerializer.SerializeToUtf8Bytes(capacity.Signed, WireJson.Default.SignedCapacity) : null);

    private static void SaveBoot(Sql sql, BootRow boot)
    {
        sql.Run("INSERT OR REPLACE INTO node_boot VALUES ($1, $2, $3, $4, $5, $6)",
            boot.Node, boot.Boot, boot.Number, boot.LastEvent, boot.LastCommand, boot.AckedCommand);
        sql.Run("DELETE FROM node_boot WHERE node = $1 AND number <= $2", boot.Node, boot.Number - StoreWrite.BootsKept);
        sql.Run("DELETE FROM command WHERE node = $1 AND (boot <> $2 OR sequence <= $3)", boot.Node, boot.Boot, boot.AckedCommand);
    }

    private static void Pay(Sql sql, LedgerRow row)
    {
        Require(sql.Run("""
            INSERT INTO ledger
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
            FROM job WHERE id = $2 AND attempt = $3 AND epoch = $4 AND state = 1
            """, row.Number, row.Job, row.Attempt, row.Epoch, row.Node, row.Beneficiary, (long)(byte)row.Outcome, row.Attestation,
            row.PaidMs, row.Amount, row.At, row.Previous, row.Hash),
            $"attempt {row.Attempt} does not hold its job's lease under epoch {row.Epoch}: it is not paid");
        UInt128 before = sql.Query("SELECT amount FROM balance WHERE beneficiary = $1", reader => reader.GetString(0), row.Beneficiary)
            .Select(text => UInt128.Parse(text, CultureInfo.InvariantCulture)).FirstOrDefault();
        UInt128 after = checked(before + UInt128.Parse(row.Amount, CultureInfo.InvariantCulture));
        sql.Run("INSERT INTO balance VALUES ($1, $2, 1) ON CONFLICT (beneficiary) DO UPDATE SET amount = excluded.amount, rows = rows + 1",
            row.Beneficiary, after.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// A fenced statement that changed nothing means that the state in memory is not the state in the store: nothing of the batch may
    /// stand.
    /// </summary>
    private static void Require(int changed, string fact)
    {
        if (changed != 1)
        {
            throw new StoreFailedException($"fenced: {fact}", null);
        }
    }
}
