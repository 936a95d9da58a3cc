using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Evidence;

/// <summary>
/// An in-toto Statement v1 about one attempt: what came out (subjects) and how (predicate). Its exact bytes are bound by
/// <c>evidenceDigest</c>.
/// </summary>
/// <remarks>
/// https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md. A job without outputs has no subjects. A predicate of a later
/// version may
/// hold members that this one does not know, so they are ignored here; in the statement itself they are refused.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvidenceStatement
{
    public const string InTotoStatement = "https://in-toto.io/Statement/v1";

    /// <summary>Names the meaning of <see cref="WorkEvidence"/>; a change of meaning is a new URI.</summary>
    public const string WorkPredicate = "https://depin.dev/work/v1";

    [JsonPropertyName("_type")]
    public required string Type { get; init; }

    public required IReadOnlyList<EvidenceSubject> Subject { get; init; }

    public required string PredicateType { get; init; }

    public required WorkEvidence Predicate { get; init; }

    public static EvidenceStatement Of(OutputManifest outputs, WorkEvidence evidence) => new()
    {
        Type = InTotoStatement,
        Subject = [.. outputs.Entries.Select(EvidenceSubject.Of)],
        PredicateType = WorkPredicate,
        Predicate = evidence,
    };

    /// <summary>Reads a statement of ours.</summary>
    /// <exception cref="JsonException">Not JSON, not a Statement v1, or its predicate is not <see cref="WorkPredicate"/>.</exception>
    public static EvidenceStatement Parse(ReadOnlySpan<byte> utf8)
    {
        EvidenceStatement statement = JsonMessage.Read(utf8, AttestationJson.Default.EvidenceStatement);
        RefuseNulls("subject", statement.Subject);
        RefuseNulls("gpus", statement.Predicate.Gpus);
        RefuseNulls("checkpoints", statement.Predicate.Checkpoints);
        RefuseNulls("skippedOutputs", statement.Predicate.SkippedOutputs);
        RefuseNulls("limitsHit", statement.Predicate.LimitsHit);
        RefuseNulls("evidence", statement.Predicate.Verdict.Evidence);
        RequireChain(statement.Predicate.Checkpoints);
        Require("_type", statement.Type, InTotoStatement);
        Require("predicateType", statement.PredicateType, WorkPredicate);
        return statement;
    }

    /// <summary>The manifest that the subjects describe.</summary>
    /// <exception cref="ArgumentException">They describe none: a path is empty or comes twice, or a size is out of range.</exception>
    public OutputManifest ToManifest() =>
        OutputManifest.Of(Subject.Select(subject => subject.ToOutput()));

    /// <summary>The bytes to keep, send and hash: canonical JSON (RFC 8785).</summary>
    public byte[] ToCanonicalJson() => CanonicalJson.Serialize(this, AttestationJson.Default.EvidenceStatement);

    /// <summary>The reader refuses a null member, and lets a null element of a list pass.</summary>
    private static void RefuseNulls<T>(string member, IReadOnlyList<T> list)
    {
        if (list.Any(item => item is null))
        {
            throw new JsonException($"{member} holds a null");
        }
    }

    private static void RequireChain(IReadOnlyList<CheckpointEvidence> checkpoints)
    {
        foreach ((CheckpointEvidence before, CheckpointEvidence one) in checkpoints.Zip(checkpoints.Skip(1)))
        {
            if (one.Number != before.Number + 1 || one.Previous != before.Link)
            {
                throw new JsonException($"checkpoint {one.Number} does not follow checkpoint {before.Number}: it names {one.Previous} "
                    + $"as the link before, which is {before.Link}");
            }
        }
    }

    private static void Require(string member, string found, string expected)
    {
        if (found != expected)
        {
            throw new JsonException($"{member} is {HexText.Quote(found)}, expected '{expected}'");
        }
    }
}
