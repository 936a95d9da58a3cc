namespace DePin.Scheduler.Store;

/// <summary>The tables, version by version. A version that was ever released is never edited: a change is a new entry.</summary>
/// <remarks>
/// Plain SQL and explicit types, so that another database can stand in. Identifiers are their bytes, times are Unix milliseconds,
/// amounts are decimal text of base units (they do not fit 64 bits), states and kinds are numbers that never change their meaning.
/// </remarks>
internal static class Schema
{
    public static readonly IReadOnlyList<string> Versions =
    [
        """
        CREATE TABLE job (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            owner TEXT NOT NULL,
            idempotency_key TEXT,
            spec BLOB NOT NULL,
            spec_digest BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            state INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            attempt BLOB,
            job_faults INTEGER NOT NULL,
            cancel_reason TEXT,
            finished_at INTEGER,
            outcome INTEGER,
            exit_code INTEGER,
            reason TEXT,
            attestation BLOB
        ) STRICT;
        CREATE UNIQUE INDEX job_idempotency ON job (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX job_live ON job (number) WHERE state <> 2;
        CREATE INDEX job_owner ON job (owner, number);

        CREATE TABLE attempt (
            id BLOB PRIMARY KEY,
            job BLOB NOT NULL,
            epoch INTEGER NOT NULL,
            node BLOB NOT NULL,
            gpus TEXT NOT NULL,
            leased_at INTEGER NOT NULL,
            phase INTEGER NOT NULL,
            image TEXT,
            ended_at INTEGER,
            outcome INTEGER,
            exit_code INTEGER,
            reason TEXT,
            limits_hit TEXT,
            attestation BLOB,
            UNIQUE (job, epoch)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX attempt_ended ON attempt (ended_at) WHERE attestation IS NOT NULL;

        CREATE TABLE artifact (
            attempt BLOB NOT NULL,
            path TEXT NOT NULL,
            sha256 BLOB NOT NULL,
            size INTEGER NOT NULL,
            PRIMARY KEY (attempt, path)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE blob (
            hash BLOB NOT NULL,
            owner TEXT NOT NULL,
            size INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (hash, owner)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE node (
            address BLOB PRIMARY KEY,
            first_seen_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            draining INTEGER NOT NULL,
            capacity_boot TEXT,
            capacity_version INTEGER,
            capacity BLOB
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE node_boot (
            node BLOB NOT NULL,
            boot TEXT NOT NULL,
            number INTEGER NOT NULL,
            last_event INTEGER NOT NULL,
            last_command INTEGER NOT NULL,
            acked_command INTEGER NOT NULL,
            PRIMARY KEY (node, boot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE command (
            node BLOB NOT NULL,
            boot TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            attempt BLOB,
            reason TEXT,
            PRIMARY KEY (node, boot, sequence)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attestation (
            digest BLOB PRIMARY KEY,
            job BLOB NOT NULL,
            attempt BLOB NOT NULL UNIQUE,
            node BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            envelope BLOB NOT NULL,
            counter_signature BLOB NOT NULL,
            at INTEGER NOT NULL,
            UNIQUE (node, sequence)
        ) STRICT;
        CREATE INDEX attestation_job ON attestation (job);

        CREATE TABLE equivocation (
            node BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            digest BLOB NOT NULL,
            accepted BLOB NOT NULL,
            envelope BLOB NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (node, sequence)
        ) STRICT;

        CREATE TABLE ledger (
            number INTEGER PRIMARY KEY,
            job BLOB NOT NULL,
            attempt BLOB NOT NULL UNIQUE,
            epoch INTEGER NOT NULL,
            node BLOB NOT NULL,
            beneficiary BLOB NOT NULL,
            outcome INTEGER NOT NULL,
            attestation BLOB NOT NULL,
            paid_ms INTEGER NOT NULL,
            amount TEXT NOT NULL,
            at INTEGER NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX ledger_job ON ledger (job);
        CREATE TABLE balance (
            beneficiary BLOB PRIMARY KEY,
            amount TEXT NOT NULL,
            rows INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_never_shrinks BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

        CREATE TABLE token (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER
        ) STRICT, WITHOUT ROWID;
        """,
        """
        ALTER TABLE job ADD COLUMN setbacks INTEGER NOT NULL DEFAULT 0;
        UPDATE job SET setbacks = max(0, epoch - job_faults - (state = 1));
        ALTER TABLE job ADD COLUMN checkpoint TEXT;
        ALTER TABLE attempt ADD COLUMN running_at INTEGER;
        ALTER TABLE attempt ADD COLUMN resumed_from INTEGER;
        ALTER TABLE attempt ADD COLUMN checkpoints INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE attempt ADD COLUMN checkpoint_problem TEXT;
        ALTER TABLE attempt ADD COLUMN lost_ms INTEGER NOT NULL DEFAULT 0;
        """,
        """
        CREATE TABLE job_input (
            hash BLOB NOT NULL,
            job BLOB NOT NULL,
            PRIMARY KEY (hash, job)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO job_input SELECT unhex(substr(value, 8)), job.id FROM job, json_each(CAST(spec AS TEXT), '$.inputs');
        CREATE INDEX artifact_content ON artifact (sha256);
        ALTER TABLE blob ADD COLUMN brought INTEGER NOT NULL DEFAULT 1;
        UPDATE blob SET brought = 0 WHERE hash IN (SELECT sha256 FROM artifact);
        CREATE INDEX blob_brought ON blob (owner, size) WHERE brought = 1;
        """,
        """
        ALTER TABLE command ADD COLUMN challenge BLOB;

        CREATE TABLE challenge (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            node BLOB NOT NULL,
            gpu TEXT NOT NULL,
            proof INTEGER NOT NULL,
            asked_at INTEGER NOT NULL,
            challenge BLOB NOT NULL,
            commitment BLOB,
            device INTEGER,
            commitment_signature BLOB,
            elapsed INTEGER,
            round_trip INTEGER,
            receipt_signature BLOB,
            state INTEGER,
            ended_at INTEGER,
            reason TEXT,
            detail TEXT,
            proven TEXT,
            has_transcript INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX challenge_open ON challenge (number) WHERE state IS NULL;
        CREATE INDEX challenge_node ON challenge (node, number);

        CREATE TABLE gpu (
            node BLOB NOT NULL,
            uuid TEXT NOT NULL,
            figures TEXT NOT NULL,
            failures INTEGER NOT NULL,
            retry_at INTEGER,
            problem TEXT,
            PRIMARY KEY (node, uuid)
        ) STRICT, WITHOUT ROWID;
        """,
    ];
}
