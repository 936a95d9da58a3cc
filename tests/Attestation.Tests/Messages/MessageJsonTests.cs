using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Tests.Messages;

[TestFixture]
public sealed class MessageJsonTests
{
    private const string Zeros = "0x0000000000000000000000000000000000000000000000000000000000000000";

    [Test]
    public void Attestation_is_written_as_ethers_and_viem_read_it()
    {
        WorkAttestation message = Sample.Message() with { StartedAt = ulong.MaxValue, ExitCode = -9, Outcome = Outcome.HostFault };
        JsonNode json = Node(message, AttestationJson.Default.WorkAttestation);
        Assert.That(json["startedAt"]!.ToJsonString(), Is.EqualTo("\"18446744073709551615\""));
        Assert.That(json["leaseEpoch"]!.ToJsonString(), Is.EqualTo("\"3\""));
        Assert.That(json["exitCode"]!.ToJsonString(), Is.EqualTo("-9"));
        Assert.That(json["outcome"]!.ToJsonString(), Is.EqualTo("2"));
        Assert.That(json["node"]!.ToJsonString(), Is.EqualTo($"\"{Sample.Node}\""));
    }

    [Test]
    public void Members_stand_in_the_order_of_the_type_string()
    {
        Assert.That(Names(Sample.Message(), AttestationJson.Default.WorkAttestation), Is.EqualTo(FieldsOf(WorkAttestation.TypeString)));
        Assert.That(Names(Capacity(), AttestationJson.Default.CapacityStatement), Is.EqualTo(FieldsOf(CapacityStatement.TypeString)));
        Assert.That(Names(Login(), AttestationJson.Default.NodeLogin), Is.EqualTo(FieldsOf(NodeLogin.TypeString)));
        Assert.That(Names(Claim(), AttestationJson.Default.ClaimTo), Is.EqualTo(FieldsOf(ClaimTo.TypeString)));
    }

    [Test]
    public void Random_messages_read_back()
    {
        Random random = Seeded.Random();
        for (int i = 0; i < 100; i++)
        {
            WorkAttestation message = Sample.Message() with
            {
                JobId = random.NextHash(),
                Beneficiary = random.NextAddress(),
                LeaseEpoch = random.NextUInt64(),
                Sequence = random.NextUInt64(),
                ExitCode = random.Next(int.MinValue, int.MaxValue),
                Outcome = (Outcome)random.Next(256),
            };
            string json = JsonSerializer.Serialize(message, AttestationJson.Default.WorkAttestation);
            Assert.That(JsonSerializer.Deserialize(json, AttestationJson.Default.WorkAttestation), Is.EqualTo(message));
        }

        ClaimTo claim = Claim() with { CumulativeAmount = new UInt256((System.Numerics.BigInteger.One << 256) - 1) };
        string claimed = JsonSerializer.Serialize(claim, AttestationJson.Default.ClaimTo);
        Assert.That(JsonSerializer.Deserialize(claimed, AttestationJson.Default.ClaimTo), Is.EqualTo(claim));
    }

    [Test]
    public void Integers_are_read_from_numbers_too()
    {
        string json = LoginWith("expiresAt", "18446744073709551615").Replace("\"1\"", "1");
        NodeLogin login = JsonSerializer.Deserialize(json, AttestationJson.Default.NodeLogin)!;
        Assert.That((login.IssuedAt, login.ExpiresAt), Is.EqualTo((1UL, ulong.MaxValue)));
    }

    /// <summary>One member of a well formed login, replaced. The message must say what is wrong, its path where.</summary>
    [TestCase("issuedAt", "-1", "expected an integer from 0 to 2^64 − 1")]
    [TestCase("issuedAt", "1.5", "expected an integer from 0 to 2^64 − 1")]
    [TestCase("issuedAt", "1e3", "expected an integer from 0 to 2^64 − 1")]
    [TestCase("issuedAt", "18446744073709551616", "expected an integer from 0 to 2^64 − 1")]
    [TestCase("issuedAt", "\"18446744073709551616\"", "found '18446744073709551616'")]
    [TestCase("issuedAt", "\"-1\"", "found '-1'")]
    [TestCase("issuedAt", "\"+1\"", "found '+1'")]
    [TestCase("issuedAt", "\"01\"", "found '01'")]
    [TestCase("issuedAt", "\"0x1\"", "found '0x1'")]
    [TestCase("issuedAt", "\"\"", "found ''")]
    [TestCase("issuedAt", "\" 1\"", "found ' 1'")]
    [TestCase("issuedAt", "\"1 \"", "found '1 '")]
    [TestCase("issuedAt", "\"1.0\"", "found '1.0'")]
    [TestCase("issuedAt", "\"now\"", "found 'now'")]
    [TestCase("issuedAt", "true", "found True")]
    [TestCase("issuedAt", "null", "found Null")]
    [TestCase("issuedAt", "[1]", "found StartArray")]
    [TestCase("issuedAt", "{}", "found StartObject")]
    [TestCase("node", "null", "found Null")]
    [TestCase("node", "7", "found Number")]
    [TestCase("node", "\"0x70997970c51812dc3a010c7d01b50e0d17dc79\"", "found 38 digits")]
    [TestCase("nonce", "\"0x00\"", "found 2 digits")]
    [TestCase("nonce", "[]", "found StartArray")]
    [TestCase("nonce", "\"\\ud800\"", "")]
    [TestCase("nonce", "undefined", "invalid start of a value")]
    public void Malformed_member(string member, string value, string reason)
    {
        string json = LoginWith(member, value);
        JsonException refusal = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, AttestationJson.Default.NodeLogin));
        Assert.That(refusal.Message, Does.Contain(reason));
        Assert.That(refusal.Path, Is.EqualTo("$." + member));
    }

    [TestCase("""{"extra":1,""", "could not be mapped", TestName = "Unknown_member_is_refused")]
    [TestCase("""{"Node":"0x70",""", "could not be mapped", TestName = "Member_in_another_case_is_refused")]
    [TestCase("""{"issuedAt":"2",""", "Duplicate", TestName = "Member_twice_is_refused")]
    [TestCase("""{"issued\u0041t":"2",""", "Duplicate", TestName = "Member_twice_once_escaped_is_refused")]
    [TestCase("""{/* */""", "invalid", TestName = "Comment_is_refused")]
    [TestCase("""[{""", "", TestName = "Array_is_refused")]
    public void Malformed_object(string start, string reason)
    {
        string json = start + LoginWith("issuedAt", "1")[1..];
        JsonException refusal = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, AttestationJson.Default.NodeLogin));
        Assert.That(refusal.Message, Does.Contain(reason));
    }

    [Test]
    public void Each_missing_member_is_named()
    {
        foreach (string field in FieldsOf(WorkAttestation.TypeString))
        {
            JsonObject json = Node(Sample.Message(), AttestationJson.Default.WorkAttestation).AsObject();
            json.Remove(field);
            Assert.That(
                () => JsonSerializer.Deserialize(json.ToJsonString(), AttestationJson.Default.WorkAttestation),
                Throws.TypeOf<JsonException>().With.Message.Contains($"'{field}'"));
        }
    }

    [Test]
    public void Text_cut_anywhere_is_refused()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(Sample.Message(), AttestationJson.Default.WorkAttestation);
        for (int length = 0; length < json.Length; length++)
        {
            byte[] cut = json[..length];
            Assert.That(() => JsonSerializer.Deserialize(cut, AttestationJson.Default.WorkAttestation), Throws.TypeOf<JsonException>());
        }
    }

    [TestCase("300", "outcome")]
    [TestCase("-1", "outcome")]
    [TestCase("\"succeeded\"", "outcome")]
    [TestCase("null", "outcome")]
    [TestCase("2147483648", "exitCode")]
    [TestCase("\"0\"", "exitCode")]
    [TestCase("0.5", "exitCode")]
    public void Malformed_small_integers(string value, string member)
    {
        JsonObject json = Node(Sample.Message(), AttestationJson.Default.WorkAttestation).AsObject();
        json[member] = JsonNode.Parse(value);
        JsonException refusal = Assert.Throws<JsonException>(
            () => JsonSerializer.Deserialize(json.ToJsonString(), AttestationJson.Default.WorkAttestation));
        Assert.That(refusal.Path, Is.EqualTo("$." + member));
    }

    [TestCase("9007199254740992")]
    [TestCase("\"9007199254740992\"")]
    public void Chain_id_that_JavaScript_rounds_is_refused(string chainId)
    {
        string json = $$"""{"name":"DePin","version":"1","chainId":{{chainId}},"verifyingContract":"{{Sample.Node}}"}""";
        Assert.That(
            () => JsonSerializer.Deserialize(json, AttestationJson.Default.Eip712Domain),
            Throws.TypeOf<JsonException>().With.Message.Contains("9007199254740992 is above 2^53 − 1"));
    }

    private static CapacityStatement Capacity() =>
        new() { Node = Sample.Node, CapacityDigest = default, MeasuredAt = 1, ExpiresAt = 2, Sequence = 3 };

    private static NodeLogin Login() => new() { Node = Sample.Node, Scheduler = default, Nonce = default, IssuedAt = 1, ExpiresAt = 2 };

    private static ClaimTo Claim() => new() { Account = Sample.Node, Recipient = Sample.Scheduler, CumulativeAmount = 1, Deadline = 2 };

    private static string LoginWith(string member, string value)
    {
        Dictionary<string, string> members = new()
        {
            ["node"] = $"\"{Sample.Node}\"",
            ["scheduler"] = $"\"{Zeros}\"",
            ["nonce"] = $"\"{Zeros}\"",
            ["issuedAt"] = "\"1\"",
            ["expiresAt"] = "\"2\"",
        };
        members[member] = value;
        return "{" + string.Join(",", members.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}";
    }

    private static JsonNode Node<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;

    private static IEnumerable<string> Names<T>(T value, JsonTypeInfo<T> type) => Node(value, type).AsObject().Select(member => member.Key);

    private static IEnumerable<string> FieldsOf(string typeString) =>
        typeString[(typeString.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',').Select(field => field.Split(' ')[1]);
}
