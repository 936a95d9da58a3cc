using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Attestation.Envelopes;

namespace DePin.Attestation.Tests.Envelopes;

[TestFixture]
public sealed class AttestationEnvelopeTests
{
    /// <summary>
    /// What is in the golden file is what other programs have stored: it must read, verify and be written again byte for byte.
    /// </summary>
    [Test]
    public void Golden_file_reads_verifies_and_is_written_alike()
    {
        byte[] golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "attestation.json"));
        AttestationEnvelope envelope = AttestationEnvelope.Parse(golden);

        Assert.That(AttestationVerifier.Verify(envelope).IsValid, Is.True);
        Assert.That(envelope.Message, Is.EqualTo(Sample.Message()));
        Assert.That(Encoding.UTF8.GetString(envelope.ToJson()) + "\n", Is.EqualTo(Encoding.UTF8.GetString(golden)));
        Assert.That(Encoding.UTF8.GetString(Sample.Envelope().ToJson()) + "\n", Is.EqualTo(Encoding.UTF8.GetString(golden)));
    }

    [Test]
    public void Without_counter_signature_its_members_are_left_out_and_may_be_null()
    {
        AttestationEnvelope envelope = Sample.Envelope() with { CounterSignature = null, Scheduler = null };
        JsonNode json = JsonNode.Parse(envelope.ToJson())!;
        Assert.That(json.AsObject().Select(member => member.Key), Is.EqualTo(new[] { "domain", "message", "signature", "evidence" }));

        json["counterSignature"] = null;
        json["scheduler"] = null;
        AttestationEnvelope read = AttestationEnvelope.Parse(Bytes(json));
        Assert.That((read.CounterSignature, read.Scheduler), Is.EqualTo(((Signature?)null, (Address?)null)));
    }

    [TestCase("evidence", "\"a\"", "evidence")]
    [TestCase("evidence", "\"YQ\"", "evidence")]
    [TestCase("evidence", "\"YQ=\"", "evidence")]
    [TestCase("evidence", "\"YQ==YQ==\"", "evidence")]
    [TestCase("evidence", "\"Y-_=\"", "evidence")]
    [TestCase("evidence", "[1,2]", "evidence")]
    [TestCase("evidence", "{}", "evidence")]
    [TestCase("signature", "null", "signature is null, expected text")]
    [TestCase("signature", "\"0x00\"", "found 2 digits")]
    [TestCase("counterSignature", "\"\"", "found no 0x")]
    [TestCase("counterSignature", "{\"r\":\"0x1\"}", "expected text")]
    [TestCase("scheduler", "\"0x00\"", "found 2 digits")]
    [TestCase("domain", "null", "domain")]
    [TestCase("domain", "{}", "domain lacks name")]
    [TestCase("domain", "{\"name\":\"DePin\",\"version\":\"1\",\"chainId\":1}", "domain lacks verifyingContract")]
    [TestCase("domain", "{\"name\":null,\"version\":\"1\",\"chainId\":1}", "name")]
    [TestCase("domain", "[]", "domain")]
    [TestCase("message", "null", "message")]
    [TestCase("message", "{}", "message lacks jobId")]
    [TestCase("message", "\"signed\"", "message")]
    [TestCase("salt", "\"0x00\"", "unknown member salt")]
    public void Malformed_member(string member, string value, string reason)
    {
        JsonNode json = JsonNode.Parse(Sample.Envelope().ToJson())!;
        json[member] = JsonNode.Parse(value);
        Assert.That(() => AttestationEnvelope.Parse(Bytes(json)), Throws.InstanceOf<JsonException>().With.Message.Contains(reason));
    }

    [TestCase("message", "extra")]
    [TestCase("domain", "salt")]
    public void Unknown_member_inside_what_is_signed_is_refused(string parent, string member)
    {
        JsonNode json = JsonNode.Parse(Sample.Envelope().ToJson())!;
        json[parent]![member] = 1;
        Assert.That(
            () => AttestationEnvelope.Parse(Bytes(json)),
            Throws.InstanceOf<JsonException>().With.Message.Contains($"unknown member {member}"));
    }

    [Test]
    public void Swapped_bytes_of_the_signature_are_found()
    {
        AttestationEnvelope envelope = Sample.Envelope();
        byte[] bytes = envelope.Signature.ToArray();
        (bytes[3], bytes[4]) = (bytes[4], bytes[3]);
        JsonNode json = JsonNode.Parse(envelope.ToJson())!;
        json["signature"] = "0x" + Convert.ToHexStringLower(bytes);
        Assert.That(AttestationVerifier.Verify(AttestationEnvelope.Parse(Bytes(json))).IsValid, Is.False);
    }

    [Test]
    public void Endless_and_deep_files_are_refused()
    {
        Assert.That(
            () => AttestationEnvelope.Parse(new byte[AttestationEnvelope.MaxBytes + 1]),
            Throws.TypeOf<JsonException>().With.Message.Contains("has at most 16777216 bytes"));
        byte[] deep = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"message\":", 100_000)));
        Assert.That(() => AttestationEnvelope.Parse(deep), Throws.InstanceOf<JsonException>());
    }

    [Test]
    public void File_cut_anywhere_is_refused()
    {
        byte[] json = Sample.Envelope().ToJson();
        for (int length = 0; length < json.Length; length += 7)
        {
            byte[] cut = json[..length];
            Assert.That(() => AttestationEnvelope.Parse(cut), Throws.InstanceOf<JsonException>());
        }
    }

    /// <summary>
    /// Any single bit turned over is refused by the reader, or found by the verifier, or changes nothing that is signed (white space,
    /// case).
    /// </summary>
    [Test]
    public void No_flipped_bit_passes_for_another_attestation()
    {
        Random random = Seeded.Random();
        AttestationEnvelope original = Sample.Envelope();
        byte[] json = original.ToJson();
        for (int i = 0; i < 2000; i++)
        {
            byte[] flipped = [.. json];
            flipped[random.Next(json.Length)] ^= (byte)(1 << random.Next(8));
            if (Read(flipped) is { } read && AttestationVerifier.Verify(read).IsValid)
            {
                Assert.That(read.Digest(), Is.EqualTo(original.Digest()));
                Assert.That(read.Evidence.ToArray(), Is.EqualTo(original.Evidence.ToArray()));
            }
        }
    }

    private static AttestationEnvelope? Read(byte[] json)
    {
        try
        {
            return AttestationEnvelope.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
