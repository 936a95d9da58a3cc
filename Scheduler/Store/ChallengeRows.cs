using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using Microsoft.Data.Sqlite;

namespace DePin.Scheduler.Store;

/// <summary>Rows about challenges and what they proved, as they come out of SQLite.</summary>
internal static class ChallengeRows
{
    public const string Columns = """
        id, gpu, proof, asked_at, challenge, commitment, device, commitment_signature, elapsed, round_trip, receipt_signature,
        state, ended_at, reason, detail, proven, has_transcript, number
        """;

    public static ChallengeRow Challenge(SqliteDataReader row) => new()
    {
        Id = Rows.Hash(row, 0),
        Gpu = row.GetString(1),
        Proof = (ProofKind)row.GetInt32(2),
        AskedAt = row.GetInt64(3),
        Challenge = SignedChallenge.Parse(row.GetFieldValue<byte[]>(4)),
        Answer = row.IsDBNull(5) ? null : Answer(row),
        End = row.IsDBNull(11) ? null : new ProofEnd(
            (ProofState)row.GetInt32(11), row.GetInt64(12), Text(row, 13), Text(row, 14),
            Text(row, 15) is { } proven ? JsonSerializer.Deserialize(proven, WireJson.Default.ProvenFigure) : null, row.GetInt64(16) != 0),
    };

    /// <summary>With the number that orders them.</summary>
    public static (long Number, ChallengeRow Row) Numbered(SqliteDataReader row) => (row.GetInt64(17), Challenge(row));

    public static GpuRow Gpu(SqliteDataReader row) => new(
        Rows.Address(row, 0), row.GetString(1),
        JsonSerializer.Deserialize(row.GetString(2), WireJson.Default.IReadOnlyListProvenFigure)!, row.GetInt32(3),
        row.IsDBNull(4) ? null : row.GetInt64(4), Text(row, 5));

    private static ProofAnswer Answer(SqliteDataReader row)
    {
        Hash32 challenge = Rows.Hash(row, 0), commit = Rows.Hash(row, 5);
        PogCommitment commitment = new() { Challenge = challenge, Commit = commit, Device = (ProofDevice)row.GetByte(6) };
        PogReceipt receipt = new()
        {
            Challenge = challenge,
            Commit = commit,
            Elapsed = (ulong)row.GetInt64(8),
            RoundTrip = (ulong)row.GetInt64(9),
        };
        return new ProofAnswer(
            new SignedCommitment(commitment, new Signature(row.GetFieldValue<byte[]>(7))),
            new SignedReceipt(receipt, new Signature(row.GetFieldValue<byte[]>(10))));
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
