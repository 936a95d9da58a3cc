using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Tests.Owner;
using DePin.Protocol;

namespace DePin.NodeAgent.Tests.Cli;

public sealed class AttestVerifyTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_valid_file_is_valid_offline(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        AttestationEnvelope envelope = Envelope();
        NodeProcessResult result = await VerifyAsync(directory, envelope.ToJson(), token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Output + result.Error);
        Assert.That(result.Output, Does.Contain($"valid, digest {envelope.Digest()}").And.Contain("NodeSignature"));
        Assert.That(result.Output, Does.Not.Contain("FAILED"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_changed_file_fails_and_names_the_check(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        AttestationEnvelope envelope = Envelope();
        AttestationEnvelope forged = envelope with { Message = envelope.Message with { Beneficiary = SampleSnapshot.Account(9) } };
        NodeProcessResult result = await VerifyAsync(directory, forged.ToJson(), token, "--json");
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.That(json.RootElement.GetProperty("valid").GetBoolean(), Is.False);
        IEnumerable<JsonElement> failed = json.RootElement.GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("result").GetString() == "failed");
        Assert.That(failed.Select(check => check.GetProperty("check").GetString()), Is.EqualTo(new[] { "nodeSignature" }));
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_node_or_a_missing_scheduler_than_expected_fails(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        byte[] file = Envelope().ToJson();
        string another = SampleSnapshot.Account(5).ToString();
        Assert.That((await VerifyAsync(directory, file, token, "--node", another)).Code, Is.EqualTo(ExitCode.NotWell));
        NodeProcessResult result = await VerifyAsync(directory, file, token, "--scheduler", another);
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Output, Does.Contain("NOT VALID").And.Contain("has not counter-signed it"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("not json")]
    [TestCase("{\"domain\":null}")]
    [CancelAfter(60_000)]
    public async Task A_file_that_is_no_attestation_is_refused_with_its_reason(string content, CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        NodeProcessResult result = await VerifyAsync(directory, System.Text.Encoding.UTF8.GetBytes(content), token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Error, Does.Match("a.json is not an attestation: .+"));
        Assert.That(result.Output, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_file_that_is_not_there_is_a_usage_error(CancellationToken token)
    {
        NodeProcessResult result = await NodeProcess.RunAsync(token, "attest", "verify", "/nonexistent/a.json");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("/nonexistent/a.json cannot be read"));
    }

    private static async Task<NodeProcessResult> VerifyAsync(
        TemporaryDirectory directory, byte[] file, CancellationToken token, params string[] args)
    {
        await File.WriteAllBytesAsync(directory["a.json"], file, token);
        return await NodeProcess.RunAsync(token, ["attest", "verify", directory["a.json"], .. args]);
    }

    private static AttestationEnvelope Envelope()
    {
        using PrivateKey key = PrivateKey.Create();
        AttemptId attempt = AttemptId.Of(SampleSnapshot.Job, 1);
        byte[] evidence = EvidenceStatement.Of(OutputManifest.Empty, new WorkEvidence
        {
            AttemptId = attempt.Value,
            Image = new ImageEvidence("registry.example/train:1", "sha256:" + new string('a', 64)),
            ArgumentsDigest = Hash32.Sha256("[]"u8),
            Usage = new UsageEvidence { LogBytes = 0 },
            LogDigest = Hash32.Sha256([]),
            Verdict = new VerdictEvidence(Outcome.JobFault, "image_not_found", "The image does not exist.", []),
        }).ToCanonicalJson();
        WorkAttestation message = new()
        {
            JobId = SampleSnapshot.Job.Value,
            AttemptId = attempt.Value,
            LeaseEpoch = 1,
            Node = key.Address,
            Beneficiary = SampleSnapshot.Account(2),
            SpecDigest = Hash32.Sha256("spec"u8),
            ImageDigest = Hash32.Parse("0x" + new string('a', 64)),
            ResultDigest = OutputManifest.Empty.Digest(),
            EvidenceDigest = Hash32.Sha256(evidence),
            StartedAt = 100,
            FinishedAt = 101,
            GpuMilliseconds = 0,
            ExitCode = -1,
            Outcome = Outcome.JobFault,
            Sequence = 0,
            Previous = default,
        };
        Eip712Domain domain = Eip712Domain.DePin(31337, SampleSnapshot.Account(7));
        Signature signature = key.Sign(Eip712.Digest(domain, message));
        return new AttestationEnvelope { Domain = domain, Message = message, Signature = signature, Evidence = evidence };
    }
}
