using System.Collections.Concurrent;
using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;

namespace DePin.Scheduler.Store;

/// <summary>Reads what is durable, from any thread: a small pool of connections that cannot write.</summary>
internal sealed class StoreReader(string path) : IDisposable
{
    private readonly ConcurrentBag<Sql> _idle = [];
    private volatile bool _disposed;

    public JobRow? FindJob(JobId id) =>
        One(sql => sql.Query($"SELECT {Rows.JobColumns} FROM job WHERE id = $1", Rows.Job, id));

    public JobRow? FindJob(string owner, string idempotencyKey) =>
        One(sql => sql.Query($"SELECT {Rows.JobColumns} FROM job WHERE owner = $1 AND idempotency_key = $2", Rows.Job, owner,
            idempotencyKey));

    public IReadOnlyList<(long Number, JobRow Job)> ListJobs(JobFilter filter) => Read(sql => sql.Query($"""
        SELECT {Rows.JobColumns}, number FROM job
        WHERE ($1 IS NULL OR owner = $1) AND ($2 IS NULL OR state = $2) AND ($3 IS NULL OR lower(hex(id)) LIKE $3 || '%')
            AND ($4 IS NULL OR json_extract(CAST(spec AS TEXT), '$.name') = $4) AND ($5 IS NULL OR number < $5)
        ORDER BY number DESC LIMIT $6
        """, row => (row.GetInt64(row.GetOrdinal("number")), Rows.Job(row)), filter.Owner, filter.State, filter.Prefix, filter.Name,
        filter.Before, filter.Limit));

    /// <summary>By epoch.</summary>
    public IReadOnlyList<AttemptRow> AttemptsOf(JobId job) =>
        Read(sql => sql.Query($"SELECT {Rows.AttemptColumns} FROM attempt WHERE job = $1 ORDER BY epoch", Rows.Attempt, job));

    /// <summary>Attempts that hold a lease.</summary>
    public IReadOnlyList<AttemptId> LiveAttempts() =>
        Read(sql => sql.Query("SELECT attempt FROM job WHERE state = 1", row => new AttemptId(Rows.Hash(row, 0))));

    /// <summary>Jobs that are not finished.</summary>
    public IReadOnlyList<JobId> LiveJobs() =>
        Read(sql => sql.Query("SELECT id FROM job WHERE state <> 2", row => new JobId(Rows.Hash(row, 0))));

    /// <summary>By path.</summary>
    public IReadOnlyList<ArtifactEntry> ArtifactsOf(AttemptId attempt) =>
        Read(sql => sql.Query("SELECT path, sha256, size FROM artifact WHERE attempt = $1 ORDER BY path", row =>
            Rows.Artifact(row, 0), attempt));

    public bool OwnsBlob(ContentHash hash, string owner) =>
        Read(sql => sql.Query("SELECT 1 FROM blob WHERE hash = $1 AND owner = $2", _ => true, hash.Value, owner)).Count > 0;

    /// <summary>What this owner brought: how many contents, and their bytes.</summary>
    public (long Contents, long Bytes) Brought(string owner) => Read(sql => sql.Query(
        "SELECT count(*), coalesce(sum(size), 0) FROM blob WHERE owner = $1 AND brought = 1", row => (row.GetInt64(0), row.GetInt64(1)),
        owner))[0];

    /// <summary>Contents that nobody needs, nor did since then (Unix milliseconds), with who has them.</summary>
    public IReadOnlyList<(ContentHash Hash, string Owner)> UnnamedBlobs(long since, int limit) => Read(sql => sql.Query(
        $"SELECT hash, owner FROM blob WHERE {BlobNames.Unnamed} LIMIT $2", row => (new ContentHash(Rows.Hash(row, 0)), row.GetString(1)),
        since, limit));

    /// <summary>Somebody has this content, an attempt delivered it, or an unfinished job names it.</summary>
    public bool IsNamed(ContentHash hash) => Read(sql => sql.Query("""
        SELECT 1 WHERE EXISTS (SELECT 1 FROM blob WHERE hash = $1) OR EXISTS (SELECT 1 FROM artifact WHERE sha256 = $1)
            OR EXISTS (SELECT 1 FROM job_input JOIN job ON job.id = job_input.job WHERE job_input.hash = $1 AND job.state <> 2)
        """, _ => true, hash.Value)).Count > 0;

    public AttestationRow? FindAttestation(Hash32 digest) =>
        One(sql => sql.Query($"SELECT {Rows.AttestationColumns} FROM attestation WHERE digest = $1", Rows.Attestation, digest));

    public AttestationRow? FindAttestation(Address node, ulong sequence) =>
        One(sql => sql.Query($"SELECT {Rows.AttestationColumns} FROM attestation WHERE node = $1 AND sequence = $2", Rows.Attestation, node,
            sequence));

    /// <summary>The attestation of a node with the highest sequence.</summary>
    public AttestationRow? LastAttestation(Address node) => One(sql => sql.Query(
        $"SELECT {Rows.AttestationColumns} FROM attestation WHERE node = $1 ORDER BY sequence DESC LIMIT 1", Rows.Attestation, node));

    public IReadOnlyList<AttestationRow> AttestationsOf(JobId job) =>
        Read(sql => sql.Query($"SELECT {Rows.AttestationColumns} FROM attestation WHERE job = $1 ORDER BY at", Rows.Attestation, job));

    /// <summary>
    /// Rows with a greater number, of one job or of all, and the balances of the addresses they pay: read by one statement, so that
    /// both are of one moment while rows are written.
    /// </summary>
    public LedgerPage Ledger(JobId? job, long after, int limit)
    {
        List<(LedgerRow Row, LedgerBalance Balance)> page = Read(sql => sql.Query($"""
            SELECT {Rows.LedgerColumns}, owed, owed_rows
            FROM ledger JOIN (SELECT beneficiary AS payee, amount AS owed, rows AS owed_rows FROM balance) ON payee = beneficiary
            WHERE number > $1 AND {(job is null ? "$2 IS NULL" : "job = $2")} ORDER BY number LIMIT $3
            """, Rows.LedgerWithBalance, after, job, limit));
        return new LedgerPage(
            [.. page.Select(one => one.Row)],
            [.. page.Select(one => one.Balance).Distinct()],
            page.Count == limit ? page[^1].Row.Number : null);
    }

    public ChallengeRow? FindChallenge(Hash32 id) =>
        One(sql => sql.Query($"SELECT {ChallengeRows.Columns} FROM challenge WHERE id = $1", ChallengeRows.Challenge, id));

    /// <summary>A node's challenges, newest first, with the numbers that order them.</summary>
    public IReadOnlyList<(long Number, ChallengeRow Row)> Challenges(Address node, long? before, int limit) => Read(sql => sql.Query($"""
        SELECT {ChallengeRows.Columns} FROM challenge WHERE node = $1 AND ($2 IS NULL OR number < $2) ORDER BY number DESC LIMIT $3
        """, ChallengeRows.Numbered, node, before, (long)limit));

    /// <summary>The challenges whose transcripts are to be kept.</summary>
    public IReadOnlyList<Hash32> Transcripts() =>
        Read(sql => sql.Query("SELECT id FROM challenge WHERE has_transcript <> 0 OR state IS NULL", row => Rows.Hash(row, 0)));

    public IReadOnlyList<TokenRow> Tokens() => Read(sql => sql.Query("SELECT * FROM token ORDER BY created_at", Rows.Token));

    public long CountEquivocations(Address node) =>
        Read(sql => sql.Query("SELECT count(*) FROM equivocation WHERE node = $1", row => row.GetInt64(0), node))[0];

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out Sql? sql))
        {
            sql.Dispose();
        }
    }

    private T? One<T>(Func<Sql, List<T>> query)
        where T : class => Read(query).FirstOrDefault();

    private T Read<T>(Func<Sql, T> query)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Sql sql = _idle.TryTake(out Sql? idle) ? idle : Sql.Open(path, readOnly: true);
        T result;
        try
        {
            result = query(sql);
        }
        catch
        {
            sql.Dispose();
            throw;
        }

        _idle.Add(sql);
        return result;
    }
}
