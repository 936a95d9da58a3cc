using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;

namespace DePin.Scheduler.Store;

/// <summary>The writes about challenges and what they proved, as their statements.</summary>
internal static class ChallengeWrites
{
    /// <summary>Also forgets the node's oldest.</summary>
    public static void Insert(Sql sql, ChallengeRow row)
    {
        sql.Run("INSERT INTO challenge (id, node, gpu, proof, asked_at, challenge) VALUES ($1, $2, $3, $4, $5, $6)",
            row.Id, row.Node, row.Gpu, (long)row.Proof, row.AskedAt, row.Challenge.ToJson());
        sql.Run("""
            DELETE FROM challenge WHERE node = $1 AND state IS NOT NULL AND number <= (
                SELECT number FROM challenge WHERE node = $1 ORDER BY number DESC LIMIT 1 OFFSET $2)
            """, row.Node, (long)StoreWrite.ChallengesKept);
    }

    /// <returns>Rows changed.</returns>
    public static int Save(Sql sql, ChallengeRow row) => sql.Run("""
        UPDATE challenge SET commitment = $2, device = $3, commitment_signature = $4, elapsed = $5, round_trip = $6, receipt_signature = $7,
            state = $8, ended_at = $9, reason = $10, detail = $11, proven = $12, has_transcript = $13
        WHERE id = $1 AND state IS NULL
        """, row.Id, row.Answer?.Commitment.Message.Commit, (long?)(byte?)row.Answer?.Commitment.Message.Device,
        row.Answer?.Commitment.Signature, row.Answer?.Receipt.Message.Elapsed, row.Answer?.Receipt.Message.RoundTrip,
        row.Answer?.Receipt.Signature, (long?)row.End?.State, row.End?.At, row.End?.Reason, row.End?.Detail,
        row.End?.Proven is { } figure ? JsonSerializer.Serialize(figure, WireJson.Default.ProvenFigure) : null,
        row.End?.HasTranscript ?? false);

    public static void Save(Sql sql, GpuRow gpu) => sql.Run("INSERT OR REPLACE INTO gpu VALUES ($1, $2, $3, $4, $5, $6)",
        gpu.Node, gpu.Uuid, JsonSerializer.Serialize(gpu.Figures, WireJson.Default.IReadOnlyListProvenFigure), (long)gpu.Failures,
        gpu.RetryAt, gpu.Problem);
}
