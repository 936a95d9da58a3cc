using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>A transcript's file changed in any place is refused.</summary>
public sealed class EditedTranscriptTests
{
    private static readonly PogChallenge[] _challenges = [ProofSample.Gemm, ProofSample.Vram];

    [TestCaseSource(nameof(_challenges))]
    public void No_value_can_be_edited(PogChallenge challenge)
    {
        string file = File(challenge);
        List<string> edited = [];
        foreach (string path in Values(JsonNode.Parse(file)!, ""))
        {
            JsonNode copy = JsonNode.Parse(file)!;
            JsonNode value = At(copy, path);
            JsonNode parent = value.Parent!;
            parent[value.GetPropertyName()] = Edit(value.AsValue());
            edited.Add(path);
            AssertRejected(copy.ToJsonString(), path);
        }

        Assert.That(edited, Has.Count.GreaterThan(25).And.Member("/commitment/message/device").And.Member("/receipt/message/elapsed"));
    }

    [TestCaseSource(nameof(_challenges))]
    public void No_member_can_be_left_out_or_added(PogChallenge challenge)
    {
        string file = File(challenge);
        foreach (string path in Values(JsonNode.Parse(file)!, ""))
        {
            JsonNode shorter = JsonNode.Parse(file)!, longer = JsonNode.Parse(file)!;
            JsonNode left = At(shorter, path);
            left.Parent!.AsObject().Remove(left.GetPropertyName());
            At(longer, path).Parent!["note"] = "added";
            AssertRejected(shorter.ToJsonString(), "without " + path);
            AssertRejected(longer.ToJsonString(), "more beside " + path);
        }
    }

    [Test]
    public void A_transcript_without_its_receipt_is_one_that_nobody_witnessed()
    {
        JsonNode file = JsonNode.Parse(File(ProofSample.Gemm))!;
        file.AsObject().Remove("receipt");
        ProofVerdict verdict = ProofVerifier.Verify(Encoding.UTF8.GetBytes(file.ToJsonString()), ProofExpectations.None);
        Assert.That(((ProofVerdict.Accepted)verdict).Facts.Rate, Is.Null);
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("not json")]
    [TestCase("\"\\ud800\"")]
    [TestCase("{\"format\":\"\\ud800\"}")]
    public void What_is_no_transcript_is_called_that(string text)
    {
        ProofVerdict verdict = ProofVerifier.Verify(Encoding.UTF8.GetBytes(text), ProofExpectations.None);
        Assert.That(((ProofVerdict.Rejected)verdict).Rejection, Is.TypeOf<ProofRejection.Malformed>());
    }

    [TestCase("\"format\"", "\"format\": \"depin-pog/v1\", \"format\"")]
    [TestCase("depin-pog/v1", "depin-pog/v2")]
    [TestCase("\"roots\": \"", "\"roots\": \" ")]
    [TestCase("\"int8\"", "1")]
    [TestCase("\"cpu\"", "\"gpu\"")]
    [TestCase("\"proof\": \"gemm\"", "\"proof\": \"vram\"")]
    [TestCase("\"proof\": \"gemm\"", "\"proof\": \"sleep\"")]
    [TestCase("\"m\": 128", "\"m\": -128")]
    [TestCase("\"m\": 128", "\"m\": 1.5")]
    [TestCase("\"m\": 128", "\"m\": 4294967296")]
    [TestCase("\"m\": 128", "\"m\": null")]
    [TestCase("\"epoch\": \"7\"", "\"epoch\": \"07\"")]
    [TestCase("\"chainId\": 31337", "\"chainId\": 9007199254740992")]
    public void Another_text_for_the_same_thing_is_malformed(string from, string to)
    {
        string text = File(ProofSample.Gemm);
        Assert.That(text, Does.Contain(from));
        ProofVerdict verdict = ProofVerifier.Verify(Encoding.UTF8.GetBytes(text.Replace(from, to)), ProofExpectations.None);
        Assert.That(((ProofVerdict.Rejected)verdict).Rejection, Is.TypeOf<ProofRejection.Malformed>());
    }

    internal static string File(PogChallenge challenge)
    {
        ProofTranscript transcript = ProofSample.Answer(challenge)
            .WitnessedBy(ProofSample.Verifier, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(20));
        return Encoding.UTF8.GetString(transcript.ToJson());
    }

    /// <summary>The path of every value below a node.</summary>
    internal static IEnumerable<string> Values(JsonNode node, string path) => node is JsonObject members
        ? members.SelectMany(member => Values(member.Value!, $"{path}/{member.Key}"))
        : [path];

    internal static JsonNode At(JsonNode node, string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(node, (at, name) => at[name]!);

    /// <summary>Another value of the same kind: one that a careful forger would write.</summary>
    internal static JsonNode Edit(JsonValue value)
    {
        if (value.TryGetValue(out long number))
        {
            return number == 0 ? 1 : number * 2;
        }

        string text = (string)value!;
        return text switch
        {
            "int8" => "fp16",
            "cpu" => "cuda",
            _ when text.StartsWith("0x", StringComparison.Ordinal) => text[..20] + (text[20] == '0' ? '1' : '0') + text[21..],
            _ when ulong.TryParse(text, out ulong large) => (large + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => text[..3] + (text[3] == 'A' ? 'B' : 'A') + text[4..],
        };
    }

    private static void AssertRejected(string text, string what)
    {
        ProofVerdict verdict = ProofVerifier.Verify(Encoding.UTF8.GetBytes(text), ProofExpectations.None);
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Rejected>(), what);
        TestContext.Out.WriteLine($"{what}: {((ProofVerdict.Rejected)verdict).Rejection.Reason}");
    }
}
