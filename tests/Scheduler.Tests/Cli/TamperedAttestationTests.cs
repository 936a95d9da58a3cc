using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>Each way to tamper with an attestation is named by <c>attestation verify</c>.</summary>
internal sealed class TamperedAttestationTests
{
    // Changed in the file, without the node's key.
    [TestCase("message.jobId", "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "nodeSignature")]
    [TestCase("message.attemptId", "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "attemptId")]
    [TestCase("message.leaseEpoch", "2", "attemptId")]
    [TestCase("message.node", "\"0x00000000000000000000000000000000000000b1\"", "nodeSignature")]
    [TestCase("message.beneficiary", "\"0x00000000000000000000000000000000000000b1\"", "nodeSignature")]
    [TestCase("message.specDigest", "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "nodeSignature")]
    [TestCase("message.imageDigest", "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "evidenceAgrees")]
    [TestCase("message.resultDigest", "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "resultDigest")]
    [TestCase("message.evidenceDigest", "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "evidenceDigest")]
    [TestCase("message.startedAt", "1795375813", "times")]
    [TestCase("message.gpuMilliseconds", "3600000", "nodeSignature")]
    [TestCase("message.exitCode", "1", "nodeSignature")]
    [TestCase("message.outcome", "1", "evidenceAgrees")]
    [TestCase("message.outcome", "77", "outcome")]
    [TestCase("message.sequence", "5", "chain")]
    [TestCase("message.previous", "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "chain")]
    [TestCase("domain.name", "\"Other\"", "domain")]
    [TestCase("domain.version", "\"2\"", "domain")]
    [TestCase("domain.chainId", "1", "nodeSignature")]
    [TestCase("domain.verifyingContract", "\"0x00000000000000000000000000000000000000c1\"", "nodeSignature")]
    [TestCase("evidence", "\"e30=\"", "evidenceStatement")]
    [TestCase("evidence", "\"bm90IGpzb24=\"", "evidenceDigest")]
    [TestCase("scheduler", "\"0x00000000000000000000000000000000000000b1\"", "counterSignature")]
    [TestCase("scheduler", null, "counterSignature")]
    [TestCase("counterSignature", null, "counterSignature")]
    // No attestation any more.
    [TestCase("message.node", null, "envelope")]
    [TestCase("message.extra", "1", "envelope")]
    [TestCase("extra", "1", "envelope")]
    [TestCase("message.leaseEpoch", "-1", "envelope")]
    [TestCase("message.leaseEpoch", "18446744073709551616", "envelope")]
    [TestCase("message.exitCode", "\"0\"", "envelope")]
    [TestCase("message.jobId", "\"0x12\"", "envelope")]
    [TestCase("evidence", "\"not base64!\"", "envelope")]
    [TestCase("signature", "\"0x00\"", "envelope")]
    [TestCase("message", null, "envelope")]
    [TestCase("domain", "[]", "envelope")]
    [CancelAfter(20_000)]
    public async Task Each_way_to_tamper_is_named(string member, string? value, string check, CancellationToken token)
    {
        JsonNode envelope = JsonNode.Parse(Sample.Envelope.ToJson())!;
        string[] path = member.Split('.');
        JsonObject holder = path.Length == 1 ? envelope.AsObject() : envelope[path[0]]!.AsObject();
        Assert.That(value is not null || holder.ContainsKey(path[^1]), Is.True, "what is removed must have been there");
        holder.Remove(path[^1]);
        if (value is not null)
        {
            holder[path[^1]] = JsonNode.Parse(value);
        }

        await AssertFailsAsync(envelope.ToJsonString(), check, token);
    }

    [TestCase("highS")]
    [TestCase("v")]
    [TestCase("zeroR")]
    [TestCase("otherKey")]
    [TestCase("swapped")]
    [CancelAfter(20_000)]
    public async Task Each_wrong_signature_is_named(string how, CancellationToken token)
    {
        byte[] bytes = Sample.Envelope.Signature.ToArray();
        string signature = how switch
        {
            "highS" => Hex([.. bytes[..32], .. Enumerable.Repeat((byte)0xfe, 32), bytes[64]]),
            "v" => Hex([.. bytes[..64], 29]),
            "zeroR" => Hex([.. new byte[32], .. bytes[32..]]),
            "otherKey" => Sample.Scheduler.Sign(Sample.Envelope.Digest()).ToString(),
            _ => Hex([.. bytes[..64], (byte)(55 - bytes[64])]),
        };
        JsonNode envelope = JsonNode.Parse(Sample.Envelope.ToJson())!;
        envelope["signature"] = signature;

        await AssertFailsAsync(envelope.ToJsonString(), how is "otherKey" or "swapped" ? "nodeSignature" : "envelope", token);
    }

    [TestCase("", "envelope")]
    [TestCase("{", "envelope")]
    [TestCase("null", "envelope")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "envelope")]
    [TestCase("\u0000\u0001binary", "envelope")]
    [CancelAfter(20_000)]
    public async Task What_is_no_attestation_is_named(string content, string check, CancellationToken token) =>
        await AssertFailsAsync(content, check, token);

    [Test]
    [CancelAfter(20_000)]
    public async Task A_message_that_the_node_did_sign_must_still_make_sense(CancellationToken token)
    {
        (WorkAttestation Message, string Check)[] lies =
        [
            (Sample.Message with { FinishedAt = Sample.Message.StartedAt - 1 }, "times"),
            (Sample.Message with { AttemptId = Hash32.Sha256("other"u8) }, "attemptId"),
            (Sample.Message with { Sequence = 3 }, "chain"),
            (Sample.Message with { Outcome = Outcome.HostFault }, "evidenceAgrees"),
            (Sample.Message with { ResultDigest = Hash32.Sha256("other"u8) }, "resultDigest"),
            (Sample.Message with { EvidenceDigest = Hash32.Sha256("other"u8) }, "evidenceDigest"),
        ];
        foreach ((WorkAttestation message, string check) in lies)
        {
            AttestationEnvelope envelope = Sample.Signed(message, Sample.Statement.ToCanonicalJson());
            await AssertFailsAsync(System.Text.Encoding.UTF8.GetString(envelope.ToJson()), check, token);
        }
    }

    private static async Task AssertFailsAsync(string content, string check, CancellationToken token)
    {
        using TempDirectory files = new();
        string file = files.Write("a.json", content);

        CliRun run = await CliRun.AloneAsync(token, "attestation", "verify", file, "--json");

        Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell), run.Error + run.Output);
        Assert.That(run.Json.GetProperty("valid").GetBoolean(), Is.False);
        string[] failed =
        [
            .. run.Json.GetProperty("checks").EnumerateArray()
                .Where(finding => finding.GetProperty("result").GetString() == "fail")
                .Select(finding => finding.GetProperty("check").GetString()!),
        ];
        Assert.That(failed, Does.Contain(check), run.Output);
    }

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
