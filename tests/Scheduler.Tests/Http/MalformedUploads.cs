using System.Text;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Deliveries that are wrong: logs, artifacts, attestations.</summary>
internal static class MalformedUploads
{
    private const ProblemCode Invalid = ProblemCode.InvalidMessage;

    public static IEnumerable<Malformed> All(TestNode node, Lease lease) =>
        [.. Logs(lease), .. Artifacts(lease), .. Attestations(node, lease)];

    private static IEnumerable<Malformed> Logs(Lease lease)
    {
        string good = Routes.Logs(lease.Attempt, 1, 0);
        yield return Malformed.Upload("log without epoch", good.Replace("epoch=1&", "", StringComparison.Ordinal), [1], Invalid, "epoch");
        yield return Malformed.Upload("log of epoch x", good.Replace("epoch=1", "epoch=x", StringComparison.Ordinal), [1], Invalid,
            "epoch is 'x'");
        yield return Malformed.Upload("log without offset", good.Replace("&offset=0", "", StringComparison.Ordinal), [1], Invalid,
            "offset");
        yield return Malformed.Upload("log before the start", Routes.Logs(lease.Attempt, 1, -1), [1], Invalid, "offset is '-1'");
        yield return Malformed.Upload("log after a gap", Routes.Logs(lease.Attempt, 1, 5), [1], ProblemCode.OffsetMismatch, "offset 5");
        yield return Malformed.Upload("log of a stale epoch", Routes.Logs(lease.Attempt, 2, 0), [1], ProblemCode.LeaseLost, "epoch 2");
        yield return Malformed.Upload("log of a strange attempt", Routes.Logs(AttemptId.Of(JobId.New(), 1), 1, 0), [1],
            ProblemCode.LeaseLost, "holds no lease");
        yield return Malformed.Upload("log of no attempt", "/v1/attempts/nonsense/logs?epoch=1&offset=0", [1], ProblemCode.NotFound,
            "nonsense");
        yield return Malformed.Upload("a part too large", good, new byte[WireLimits.LogPartBytes + 1], ProblemCode.TooLarge,
            $"{WireLimits.LogPartBytes}");
        yield return Malformed.Upload("a log too large", Routes.Logs(lease.Attempt, 1, long.MaxValue - 10), [1], ProblemCode.OffsetMismatch,
            "gap");
    }

    private static IEnumerable<Malformed> Artifacts(Lease lease)
    {
        string Path(string path = "outputs/x", long size = 1, long offset = 0) =>
            Routes.Artifact(lease.Attempt, 1, new ArtifactEntry(path, ContentHash.Of([1]), size), offset);
        yield return Malformed.Upload("artifact without hash", Path().Replace("sha256=", "sha=", StringComparison.Ordinal), [1], Invalid,
            "sha256");
        yield return Malformed.Upload("artifact with a short hash",
            $"/v1/attempts/{lease.Attempt}/artifacts/x?epoch=1&sha256=sha256:12&size=1&offset=0", [1], Invalid, "sha256:12");
        yield return Malformed.Upload("artifact of negative size", Path(size: -1), [1], Invalid, "size is '-1'");
        yield return Malformed.Upload("artifact beyond its end", Path(offset: 2), [1], Invalid, "offset 2");
        yield return Malformed.Upload("artifact longer than announced", Path(), [1, 2], ProblemCode.TooLarge, "announced with 1 bytes");
        yield return Malformed.Upload("artifact with other bytes", Path(), [2], ProblemCode.DigestMismatch, "hash to");
        yield return Malformed.Upload("artifact without a path",
            $"/v1/attempts/{lease.Attempt}/artifacts/?epoch=1&sha256={ContentHash.Of([1])}&size=1&offset=0", [1], Invalid, "path");
        yield return Malformed.Upload("artifact with a long path", Path(new string('x', WireLimits.ArtifactPathLength + 1)), [1], Invalid,
            "characters");
        yield return Malformed.Upload("artifact with an empty part in its path", Path("outputs//x"), [1], Invalid, "not normalised");
        yield return Malformed.Upload("artifact with a line feed", Path("outputs/a\nb"), [1], Invalid, "control character");
        yield return Malformed.Upload("artifact too large", Path(size: long.MaxValue), [1], ProblemCode.TooLarge, "limit");
        yield return Malformed.Upload("artifact part too large", Path(size: 1L << 30), new byte[WireLimits.ArtifactPartBytes + 1],
            ProblemCode.TooLarge, $"{WireLimits.ArtifactPartBytes}");
    }

    private static IEnumerable<Malformed> Attestations(TestNode node, Lease lease)
    {
        AttestationEnvelope good = node.Envelope(lease, [], []);
        string text = JsonSerializer.Serialize(good, WireJson.Default.AttestationEnvelope);
        yield return Attest(lease, "not JSON", "attested!", Invalid, "");
        yield return Attest(lease, "a member more", text[..^1] + ",\"note\":\"hi\"}", Invalid, "note");
        yield return Attest(lease, "without a message", text.Replace("\"message\":", "\"massage\":", StringComparison.Ordinal), Invalid,
            "");
        yield return Attest(lease, "evidence that is no base64",
            text.Replace("\"evidence\":\"", "\"evidence\":\"***", StringComparison.Ordinal), Invalid, "evidence");
        yield return Attest(lease, "a number as text", text.Replace("\"exitCode\":0", "\"exitCode\":\"zero\"", StringComparison.Ordinal),
            Invalid, "exitCode");
        yield return Attest(lease, "too large", text[..^1] + ",\"x\":\"" + new string('x', WireLimits.AttestationBodyBytes) + "\"}",
            ProblemCode.TooLarge, "bytes");
        yield return Attest(lease, "signed by a stranger", Json(good with { Signature = Foreign(good) }), ProblemCode.InvalidSignature,
            "NodeSignature");
        yield return Attest(lease, "a changed message", Json(good with { Message = good.Message with { ExitCode = 7 } }),
            ProblemCode.InvalidSignature, "NodeSignature");
        yield return Attest(lease, "of another domain", Json(good with { Domain = good.Domain with { ChainId = 1 } }), ProblemCode.Rejected,
            "Domain");
        yield return Attest(lease, "with other evidence", Json(good with { Evidence = Encoding.UTF8.GetBytes("{}") }), ProblemCode.Rejected,
            "EvidenceDigest");
        yield return Attest(lease, "of a log that is not here", Json(node.Envelope(lease, [1, 2, 3], [])), ProblemCode.Rejected,
            "3 bytes of log");
        yield return Attest(lease, "of outputs that are not here", Json(node.Envelope(lease, [], [("outputs/x", [1])])),
            ProblemCode.Rejected, "resultDigest");
        yield return Attest(lease, "of another spec", Json(node.Envelope(lease, [], [], change: message =>
            message with { SpecDigest = Hash32.Random() })), ProblemCode.Rejected, "specDigest");
        yield return Attest(lease, "that ends before it starts",
            Json(node.Envelope(lease, [], [], change: message => message with { FinishedAt = 5 })), ProblemCode.Rejected, "Times");
        yield return Attest(lease, "of an unknown outcome", Json(node.Envelope(lease, [], [], change: message =>
            message with { Outcome = (DePin.Attestation.Messages.Outcome)77 })), ProblemCode.Rejected, "Outcome");
        yield return Attest(lease, "that started at the end of time", Json(node.Envelope(lease, [], [], change: message =>
            message with { StartedAt = ulong.MaxValue, FinishedAt = ulong.MaxValue })), ProblemCode.Rejected, "finishedAt");
        foreach (ulong beyond in new[] { 1UL << 53, 1UL << 63, ulong.MaxValue })
        {
            yield return Attest(lease, $"of sequence {beyond}", Json(node.Envelope(lease, [], [], change: message =>
                message with { Sequence = beyond, Previous = Hash32.Random() })), ProblemCode.Rejected, $"sequence is {beyond}");
        }

        yield return Attest(lease, "chained to nothing",
            Json(node.Envelope(lease, [], [], change: message => message with { Sequence = 3 })), ProblemCode.Rejected, "Chain");
    }

    private static Signature Foreign(AttestationEnvelope envelope)
    {
        using PrivateKey stranger = PrivateKey.Create();
        return stranger.Sign(envelope.Digest());
    }

    private static string Json(AttestationEnvelope envelope) => JsonSerializer.Serialize(envelope, WireJson.Default.AttestationEnvelope);

    private static Malformed Attest(Lease lease, string name, string body, ProblemCode code, string says) =>
        Malformed.Node("attestation " + name, Routes.Attestation(lease.Attempt, 1), body, code, says);
}
