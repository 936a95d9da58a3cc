using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Json;

namespace DePin.Attestation.Tests.Evidence;

[TestFixture]
public sealed class EvidenceStatementTests
{
    [Test]
    public void Statement_has_the_shape_of_in_toto_Statement_v1()
    {
        JsonNode json = JsonNode.Parse(Sample.EvidenceBytes())!;
        Assert.That(json.AsObject().Select(member => member.Key), Is.EqualTo(new[] { "_type", "predicate", "predicateType", "subject" }));
        Assert.That((string)json["_type"]!, Is.EqualTo("https://in-toto.io/Statement/v1"));
        Assert.That((string)json["predicateType"]!, Is.EqualTo("https://depin.dev/work/v1"));
        JsonNode subject = json["subject"]![1]!;
        Assert.That((string)subject["name"]!, Is.EqualTo("/outputs/model.bin"));
        Assert.That((string)subject["digest"]!["sha256"]!, Is.EqualTo("9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4"));
        Assert.That((long)subject["annotations"]!["size"]!, Is.EqualTo(5));
        Assert.That((string)json["predicate"]!["verdict"]!["outcome"]!, Is.EqualTo("succeeded"));
        bool written = json["predicate"]!["usage"]!.AsObject().ContainsKey("networkSentBytes");
        Assert.That(written, Is.False, "what is not counted is not written");
    }

    [Test]
    public void Statement_reads_back_and_its_bytes_are_canonical()
    {
        byte[] bytes = Sample.EvidenceBytes();
        EvidenceStatement statement = EvidenceStatement.Parse(bytes);
        Assert.That(statement.ToCanonicalJson(), Is.EqualTo(bytes));
        Assert.That(CanonicalJson.Canonicalize(bytes), Is.EqualTo(bytes));
        Assert.That(statement.ToManifest().Digest(), Is.EqualTo(Sample.Outputs.Digest()));
    }

    [Test]
    public void Member_of_a_later_predicate_is_ignored()
    {
        JsonNode json = JsonNode.Parse(Sample.EvidenceBytes())!;
        json["predicate"]!["later"] = 1;
        Assert.That(() => EvidenceStatement.Parse(Bytes(json)), Throws.Nothing);
    }

    [TestCase(0, "previous")]
    [TestCase(1, "previous")]
    [TestCase(1, "number")]
    [TestCase(0, "digest")]
    public void Checkpoints_that_are_not_a_chain_are_refused(int index, string member)
    {
        JsonNode json = JsonNode.Parse(Sample.EvidenceBytes())!;
        JsonNode checkpoint = json["predicate"]!["checkpoints"]![index]!;
        checkpoint[member] = member == "number" ? 9 : new string('0', 64);

        Assert.That(() => EvidenceStatement.Parse(Bytes(json)), Throws.InstanceOf<JsonException>().With.Message.Contains("checkpoint"));
    }

    [TestCase("_type", "\"https://in-toto.io/Statement/v0.1\"", "expected 'https://in-toto.io/Statement/v1'")]
    [TestCase("_type", "null", "_type")]
    [TestCase("predicateType", "\"https://slsa.dev/provenance/v1\"", "expected 'https://depin.dev/work/v1'")]
    [TestCase("subject", "{}", "subject")]
    [TestCase("subject", "[null]", "subject holds a null")]
    [TestCase("subject", "[{}]", "name")]
    [TestCase("subject", "[{\"name\":\"/a\",\"digest\":{\"sha256\":\"00\"},\"annotations\":{\"size\":1}}]", "expected 64 lower-case")]
    [TestCase("subject", "[{\"name\":\"/a\",\"digest\":{\"md5\":\"00\"},\"annotations\":{\"size\":1}}]", "md5")]
    [TestCase("subject", "[{\"name\":\"/a\",\"digest\":{},\"annotations\":{\"size\":1}}]", "sha256")]
    [TestCase("predicate", "null", "predicate")]
    [TestCase("predicate", "{}", "predicate lacks attemptId")]
    [TestCase("extra", "1", "unknown member extra")]
    public void Malformed(string member, string value, string reason)
    {
        JsonNode json = JsonNode.Parse(Sample.EvidenceBytes())!;
        json[member] = JsonNode.Parse(value);
        Assert.That(() => EvidenceStatement.Parse(Bytes(json)), Throws.InstanceOf<JsonException>().With.Message.Contains(reason));
    }

    [TestCase("gpus")]
    [TestCase("checkpoints")]
    [TestCase("skippedOutputs")]
    [TestCase("limitsHit")]
    public void Null_in_a_list_is_refused(string list)
    {
        JsonNode json = JsonNode.Parse(Sample.EvidenceBytes())!;
        json["predicate"]![list] = new JsonArray(null, null);
        Assert.That(
            () => EvidenceStatement.Parse(Bytes(json)),
            Throws.InstanceOf<JsonException>().With.Message.Contains($"{list} holds a null"));
    }

    [Test]
    public void List_that_is_missing_is_empty()
    {
        JsonNode json = JsonNode.Parse(Sample.EvidenceBytes())!;
        foreach (string list in new[] { "gpus", "checkpoints", "skippedOutputs", "limitsHit" })
        {
            json["predicate"]!.AsObject().Remove(list);
        }

        WorkEvidence work = EvidenceStatement.Parse(Bytes(json)).Predicate;
        Assert.That((work.Gpus.Count, work.Checkpoints.Count, work.SkippedOutputs.Count, work.LimitsHit.Count), Is.EqualTo((0, 0, 0, 0)));
    }

    [TestCase("\"lost\"")]
    [TestCase("0")]
    [TestCase("\"0\"")]
    public void Outcome_that_is_no_name_is_refused(string outcome)
    {
        JsonNode json = JsonNode.Parse(Sample.EvidenceBytes())!;
        json["predicate"]!["verdict"]!["outcome"] = JsonNode.Parse(outcome);
        JsonException refusal = Assert.Throws<JsonException>(() => EvidenceStatement.Parse(Bytes(json)));
        Assert.That(refusal.Message, Does.StartWith("predicate.verdict.outcome"));
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
