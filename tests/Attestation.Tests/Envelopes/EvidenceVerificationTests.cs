using System.Text;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using static DePin.Attestation.Tests.Envelopes.AttestationVerifierTests;

namespace DePin.Attestation.Tests.Envelopes;

/// <summary>
/// What <see cref="AttestationVerifier"/> says of the evidence: its exact bytes, its form, and whether it tells the message's story.
/// </summary>
[TestFixture]
public sealed class EvidenceVerificationTests
{
    [Test]
    public void One_changed_byte_of_the_evidence_is_refused()
    {
        byte[] evidence = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Sample.EvidenceBytes()).Replace("61234", "61235"));
        AttestationReport report = AttestationVerifier.Verify(Sample.Envelope() with { Evidence = evidence });
        AssertOnly(report, AttestationCheck.EvidenceDigest, Hash32.Sha256(evidence).ToString());
    }

    [Test]
    public void White_space_in_the_evidence_is_refused_because_the_exact_bytes_are_signed()
    {
        byte[] evidence = [.. Sample.EvidenceBytes(), (byte)'\n'];
        AssertOnly(AttestationVerifier.Verify(Sample.Envelope() with { Evidence = evidence }), AttestationCheck.EvidenceDigest, "SHA-256");
    }

    [TestCase("")]
    [TestCase("not json")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"_type\":\"https://in-toto.io/Statement/v1\"}")]
    [TestCase("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[],\"predicateType\":\"x\",\"predicate\":{}}")]
    [TestCase("{\"_type\":7}")]
    [TestCase("{\"extra\":1}")]
    public void Evidence_that_is_no_statement_is_refused(string evidence)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(evidence);
        AttestationReport report = Verify(Sample.Message() with { EvidenceDigest = Hash32.Sha256(bytes) }, bytes);
        Assert.That(
            Failed(report),
            Is.EqualTo(new[]
            {
                AttestationCheck.EvidenceStatement, AttestationCheck.EvidenceAgrees, AttestationCheck.GpuTime,
                AttestationCheck.ResultDigest,
            }));
        Assert.That(report.Findings.Select(finding => finding.Detail), Has.None.Contains("DePin.").And.None.Contains("System.")
            .And.None.Contains(".NET").And.None.Contains("type '"), "the words are the document's, not our code's");
    }

    [Test]
    public void Outputs_listed_twice_are_told_in_the_words_of_the_evidence()
    {
        OutputEntry[] twice = [.. Sample.Outputs.Entries, Sample.Outputs.Entries[0]];
        Assert.That(() => OutputManifest.Of(twice),
            Throws.ArgumentException.With.Message.EndsWith("is listed twice").And.Message.Not.Contains("Parameter"));
    }

    [Test]
    public void Evidence_of_another_attempt_outcome_or_image_is_refused()
    {
        WorkEvidence evidence = Sample.Evidence();
        AssertOnly(
            VerifyEvidence(Sample.Outputs, evidence with { AttemptId = default }), AttestationCheck.EvidenceAgrees, "is of attempt 0x0000");
        AssertOnly(
            VerifyEvidence(Sample.Outputs, evidence with { Verdict = evidence.Verdict with { Outcome = Outcome.HostFault } }),
            AttestationCheck.EvidenceAgrees,
            "says HostFault, the message Succeeded");
        AssertOnly(
            VerifyEvidence(Sample.Outputs, evidence with { Image = evidence.Image with { Digest = null } }),
            AttestationCheck.EvidenceAgrees,
            "names image none");
    }

    [Test]
    public void Attempt_that_never_had_an_image_is_valid()
    {
        WorkEvidence evidence = Sample.Evidence() with { Image = new ImageEvidence("nowhere.example/x:1", null) };
        byte[] bytes = EvidenceStatement.Of(Sample.Outputs, evidence).ToCanonicalJson();
        Assert.That(Verify(Sample.Message() with { ImageDigest = default, EvidenceDigest = Hash32.Sha256(bytes) }, bytes).IsValid, Is.True);
    }

    [Test]
    public void Subjects_that_are_not_the_outputs_are_refused()
    {
        OutputManifest fewer = OutputManifest.Of(Sample.Outputs.Entries.Skip(1));
        AssertOnly(VerifyEvidence(fewer, Sample.Evidence()), AttestationCheck.ResultDigest, fewer.Digest().ToString());
    }

    [Test]
    public void Subject_that_is_there_twice_is_refused()
    {
        EvidenceStatement statement = EvidenceStatement.Of(Sample.Outputs, Sample.Evidence());
        byte[] bytes = (statement with { Subject = [.. statement.Subject, statement.Subject[0]] }).ToCanonicalJson();
        AssertOnly(
            Verify(Sample.Message() with { EvidenceDigest = Hash32.Sha256(bytes) }, bytes),
            AttestationCheck.ResultDigest,
            "is listed twice");
    }

    [TestCase("9007199254740993")]
    [TestCase("-1")]
    public void Subject_of_an_impossible_size_is_refused(string size)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Sample.EvidenceBytes()).Replace("\"size\":5", $"\"size\":{size}"));
        AttestationReport report = Verify(Sample.Message() with { EvidenceDigest = Hash32.Sha256(bytes) }, bytes);
        AssertOnly(report, AttestationCheck.ResultDigest, $"of {size} bytes is not a file");
    }

    private static AttestationReport VerifyEvidence(OutputManifest outputs, WorkEvidence evidence)
    {
        byte[] bytes = EvidenceStatement.Of(outputs, evidence).ToCanonicalJson();
        return Verify(Sample.Message() with { EvidenceDigest = Hash32.Sha256(bytes) }, bytes);
    }
}
