using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Tests.Envelopes;

/// <summary>One detail is wrong at a time; where it can be, the node signed it so, and only the check for it may fail.</summary>
[TestFixture]
public sealed class AttestationVerifierTests
{
    [Test]
    public void Right_in_every_detail()
    {
        AttestationReport report = AttestationVerifier.Verify(
            Sample.Envelope(),
            new AttestationExpectations(Sample.Domain, Sample.Node, Sample.Scheduler));

        Assert.That(report.Findings.Select(finding => finding.Check), Is.EqualTo(Enum.GetValues<AttestationCheck>()));
        Assert.That(report.Findings.Select(finding => finding.Status), Is.All.EqualTo(FindingStatus.Passed));
        Assert.That(report.IsValid, Is.True);
        Assert.That(report.Digest, Is.EqualTo(Eip712.Digest(Sample.Domain, Sample.Message())));
    }

    [Test]
    public void Without_counter_signature_it_is_valid_and_the_report_says_so()
    {
        AttestationReport report = AttestationVerifier.Verify(Sample.Envelope() with { CounterSignature = null, Scheduler = null });
        Assert.That(report.IsValid, Is.True);
        Assert.That(Of(report, AttestationCheck.CounterSignature).Status, Is.EqualTo(FindingStatus.Absent));
    }

    [Test]
    public void Everything_that_was_signed_is_bound_by_the_signature()
    {
        WorkAttestation message = Sample.Message();
        WorkAttestation[] changed =
        [
            message with { Beneficiary = Sample.Scheduler },
            message with { GpuMilliseconds = message.GpuMilliseconds + 1 },
            message with { SpecDigest = default },
            message with { Sequence = message.Sequence + 1 },
            message with { FinishedAt = message.FinishedAt + 1 },
            message with { Node = Sample.Scheduler },
        ];
        foreach (WorkAttestation each in changed)
        {
            AttestationReport report = AttestationVerifier.Verify(Sample.Envelope() with { Message = each });
            Assert.That(Failed(report), Is.EqualTo(new[] { AttestationCheck.NodeSignature, AttestationCheck.CounterSignature }));
        }
    }

    [TestCase(3_601_001UL, 0)]
    [TestCase(ulong.MaxValue, 0)]
    [TestCase(1UL, -1)]
    public void More_gpu_time_than_there_was_is_named(ulong claimed, int exitCode)
    {
        WorkAttestation message = Sample.Message() with { GpuMilliseconds = claimed, ExitCode = exitCode };
        AssertOnly(Verify(message), AttestationCheck.GpuTime, $"{claimed} ms");
    }

    [Test]
    public void Signature_of_another_key_is_named()
    {
        using PrivateKey other = Sample.SchedulerKey();
        AttestationEnvelope envelope = Sample.Envelope();
        AttestationReport report = AttestationVerifier.Verify(envelope with { Signature = other.Sign(envelope.Digest()) });
        AssertOnly(report, AttestationCheck.NodeSignature, $"is by {Sample.Scheduler}, not by {Sample.Node}");
    }

    [Test]
    public void Signatures_for_another_domain_are_refused()
    {
        AttestationEnvelope envelope = Sample.Envelope() with { Domain = Sample.Domain with { ChainId = 1 } };
        Assert.That(
            Failed(AttestationVerifier.Verify(envelope)),
            Is.EqualTo(new[] { AttestationCheck.NodeSignature, AttestationCheck.CounterSignature }));
    }

    [Test]
    public void Domain_of_another_protocol_is_refused_though_the_signatures_hold()
    {
        AttestationEnvelope envelope = Sample.Envelope() with { Domain = Sample.Domain with { Name = "Other" } };
        using PrivateKey node = Sample.NodeKey();
        using PrivateKey scheduler = Sample.SchedulerKey();
        envelope = (envelope with { Signature = node.Sign(envelope.Digest()) }).CounterSignedBy(scheduler);
        AssertOnly(AttestationVerifier.Verify(envelope), AttestationCheck.Domain, "expected DePin version 1");
    }

    [Test]
    public void What_is_expected_from_elsewhere_must_hold()
    {
        AttestationEnvelope envelope = Sample.Envelope();
        Address other = Address.Parse("0x00000000000000000000000000000000000000b0");
        AssertOnly(
            AttestationVerifier.Verify(envelope, new AttestationExpectations(Sample.Domain with { ChainId = 1 })),
            AttestationCheck.Domain,
            "chain 1,");
        AssertOnly(
            AttestationVerifier.Verify(envelope, new AttestationExpectations(Node: other)),
            AttestationCheck.NodeSignature,
            $"expected {other}");
        AssertOnly(
            AttestationVerifier.Verify(envelope, new AttestationExpectations(Scheduler: other)),
            AttestationCheck.CounterSignature,
            $"expected {other}");
        AssertOnly(
            AttestationVerifier.Verify(
                envelope with { CounterSignature = null, Scheduler = null },
                new AttestationExpectations(Scheduler: other)),
            AttestationCheck.CounterSignature,
            "has not counter-signed");
    }

    [Test]
    public void Half_a_counter_signature_is_refused()
    {
        AttestationEnvelope envelope = Sample.Envelope();
        AssertOnly(
            AttestationVerifier.Verify(envelope with { Scheduler = null }),
            AttestationCheck.CounterSignature,
            "its scheduler is not named");
        AssertOnly(
            AttestationVerifier.Verify(envelope with { CounterSignature = null }), AttestationCheck.CounterSignature, "is missing");
        AssertOnly(
            AttestationVerifier.Verify(envelope with { CounterSignature = envelope.Signature }),
            AttestationCheck.CounterSignature,
            $"is by {Sample.Node}, not by {Sample.Scheduler}");
    }

    [Test]
    public void Attempt_of_another_epoch_is_refused()
    {
        WorkAttestation message = Sample.Message() with { LeaseEpoch = 4 };
        AssertOnly(Verify(message), AttestationCheck.AttemptId, WorkAttestation.AttemptIdOf(message.JobId, 4).ToString());
    }

    [Test]
    public void End_before_start_is_refused_and_no_time_at_all_is_not()
    {
        WorkAttestation message = Sample.Message() with { GpuMilliseconds = 0 };
        AssertOnly(Verify(message with { FinishedAt = message.StartedAt - 1 }), AttestationCheck.Times, "before it started");
        Assert.That(Verify(message with { FinishedAt = message.StartedAt }).IsValid, Is.True);
    }

    [Test]
    public void Outcome_that_nobody_knows_is_refused()
    {
        AttestationReport report = Verify(Sample.Message() with { Outcome = (Outcome)5 });
        Assert.That(Failed(report), Is.EqualTo(new[] { AttestationCheck.Outcome, AttestationCheck.EvidenceAgrees }));
        Assert.That(Of(report, AttestationCheck.Outcome).Detail, Does.Contain("outcome 5"));
    }

    [Test]
    public void First_of_a_chain_follows_none_and_every_other_one()
    {
        WorkAttestation message = Sample.Message();
        Assert.That(Verify(message with { Sequence = 0, Previous = default }).IsValid, Is.True);
        AssertOnly(Verify(message with { Sequence = 0 }), AttestationCheck.Chain, "names 0x");
        AssertOnly(Verify(message with { Previous = default }), AttestationCheck.Chain, "names no attestation before it");
    }

    internal static AttestationReport Verify(WorkAttestation message) => Verify(message, Sample.EvidenceBytes());

    internal static AttestationReport Verify(WorkAttestation message, byte[] evidence) =>
        AttestationVerifier.Verify(Sample.Envelope(message, evidence));

    private static AttestationFinding Of(AttestationReport report, AttestationCheck check) =>
        report.Findings.Single(finding => finding.Check == check);

    internal static IEnumerable<AttestationCheck> Failed(AttestationReport report) =>
        report.Findings.Where(finding => finding.Status == FindingStatus.Failed).Select(finding => finding.Check);

    internal static void AssertOnly(AttestationReport report, AttestationCheck check, string detail)
    {
        Assert.That(Failed(report), Is.EqualTo(new[] { check }), string.Join('\n', report.Findings));
        Assert.That(Of(report, check).Detail, Does.Contain(detail));
        Assert.That(report.IsValid, Is.False);
    }
}
