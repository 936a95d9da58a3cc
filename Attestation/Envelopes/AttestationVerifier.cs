using System.Text.Json;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Envelopes;

/// <summary>Verifies an attestation offline: no clock, no network, no state.</summary>
/// <remarks>
/// That a signature is well formed (low s, v, ranges) is settled before: a <see cref="Signature"/> that is not cannot exist.
/// </remarks>
public static class AttestationVerifier
{
    public static AttestationReport Verify(AttestationEnvelope envelope) => Verify(envelope, AttestationExpectations.None);

    /// <summary>Every check, also after one has failed: a report names all that is wrong.</summary>
    public static AttestationReport Verify(AttestationEnvelope envelope, AttestationExpectations expected)
    {
        Hash32 digest = envelope.Digest();
        (EvidenceStatement? statement, AttestationFinding evidence) = ReadEvidence(envelope.Evidence.Span);
        return new AttestationReport(digest,
        [
            Domain(envelope.Domain, expected.Domain),
            Signed(AttestationCheck.NodeSignature, envelope.Signature, digest, envelope.Message.Node, expected.Node),
            AttemptId(envelope.Message),
            Times(envelope.Message),
            KnownOutcome(envelope.Message.Outcome),
            Chain(envelope.Message),
            EvidenceDigest(envelope),
            evidence,
            EvidenceAgrees(statement, envelope.Message),
            GpuTime(statement, envelope.Message),
            Result(statement, envelope.Message.ResultDigest),
            CounterSigned(envelope, digest, expected.Scheduler),
        ]);
    }

    private static AttestationFinding Domain(Eip712Domain domain, Eip712Domain? expected)
    {
        Eip712Domain wanted = expected ?? Eip712Domain.DePin(domain.ChainId, domain.VerifyingContract);
        return domain == wanted
            ? Passed(AttestationCheck.Domain, Text(domain))
            : Failed(AttestationCheck.Domain, $"expected {Text(wanted)}; found {Text(domain)}");
    }

    private static string Text(Eip712Domain domain) =>
        $"{domain.Name} version {domain.Version}, chain {domain.ChainId}, contract {domain.VerifyingContract}";

    private static AttestationFinding Signed(AttestationCheck check, Signature signature, Hash32 digest, Address claimed, Address? expected)
    {
        if (!signature.TryRecover(digest, out Address signer))
        {
            return Failed(check, "the signature belongs to no key");
        }

        if (signer != claimed)
        {
            return Failed(check, $"the signature is by {signer}, not by {claimed}: another key signed, or something signed was changed");
        }

        return expected is { } wanted && wanted != signer
            ? Failed(check, $"signed by {signer}, expected {wanted}")
            : Passed(check, $"signed by {signer}");
    }

    private static AttestationFinding AttemptId(WorkAttestation message) =>
        Equal(
            AttestationCheck.AttemptId,
            "SHA-256(jobId ‖ leaseEpoch)",
            WorkAttestation.AttemptIdOf(message.JobId, message.LeaseEpoch),
            message.AttemptId);

    private static AttestationFinding Times(WorkAttestation message) => message.StartedAt <= message.FinishedAt
        ? Passed(AttestationCheck.Times, $"ran for {message.FinishedAt - message.StartedAt} s")
        : Failed(AttestationCheck.Times, $"finished at {message.FinishedAt}, before it started at {message.StartedAt}");

    private static AttestationFinding GpuTime(EvidenceStatement? statement, WorkAttestation message)
    {
        if (statement is not { Predicate: { } work })
        {
            return Failed(AttestationCheck.GpuTime, "there is no statement that names the GPUs");
        }

        ulong most = message.MostGpuMilliseconds(work.Gpus.Count);
        return message.GpuMilliseconds <= most
            ? Passed(AttestationCheck.GpuTime, $"{message.GpuMilliseconds} ms of {work.Gpus.Count} GPUs")
            : Failed(
                AttestationCheck.GpuTime,
                $"{message.GpuMilliseconds} ms, and {work.Gpus.Count} GPUs from start to end are at most {most} ms");
    }

    private static AttestationFinding KnownOutcome(Outcome outcome) => Enum.IsDefined(outcome)
        ? Passed(AttestationCheck.Outcome, outcome.ToString())
        : Failed(AttestationCheck.Outcome, $"outcome {(byte)outcome} is not one that this version knows");

    private static AttestationFinding Chain(WorkAttestation message) => (message.Sequence == 0, message.Previous == default) switch
    {
        (true, true) => Passed(AttestationCheck.Chain, "the node's first attestation"),
        (false, false) => Passed(AttestationCheck.Chain, $"number {message.Sequence}, after {message.Previous}"),
        (true, false) => Failed(AttestationCheck.Chain, $"the node's first attestation (sequence 0) names {message.Previous} before it"),
        (false, true) => Failed(AttestationCheck.Chain, $"sequence {message.Sequence} names no attestation before it"),
    };

    private static AttestationFinding EvidenceDigest(AttestationEnvelope envelope)
    {
        Hash32 computed = Hash32.Sha256(envelope.Evidence.Span);
        return Equal(AttestationCheck.EvidenceDigest, "SHA-256 of the evidence", computed, envelope.Message.EvidenceDigest);
    }

    private static (EvidenceStatement? Statement, AttestationFinding Finding) ReadEvidence(ReadOnlySpan<byte> evidence)
    {
        try
        {
            EvidenceStatement statement = EvidenceStatement.Parse(evidence);
            string found = $"in-toto Statement v1 with {statement.Subject.Count} subject(s)";
            return (statement, Passed(AttestationCheck.EvidenceStatement, found));
        }
        catch (JsonException refusal)
        {
            return (null, Failed(AttestationCheck.EvidenceStatement, refusal.Message));
        }
    }

    private static AttestationFinding EvidenceAgrees(EvidenceStatement? statement, WorkAttestation message)
    {
        const AttestationCheck Check = AttestationCheck.EvidenceAgrees;
        if (statement is not { Predicate: { } work })
        {
            return Failed(Check, "there is no statement to compare");
        }

        string image = message.ImageDigest == default ? "none" : "sha256:" + message.ImageDigest.ToString()[2..];
        return (work.AttemptId == message.AttemptId, work.Verdict.Outcome == message.Outcome, (work.Image.Digest ?? "none") == image) switch
        {
            (false, _, _) => Failed(Check, $"the evidence is of attempt {work.AttemptId}, the message of {message.AttemptId}"),
            (_, false, _) => Failed(Check, $"the evidence says {work.Verdict.Outcome}, the message {message.Outcome}"),
            (_, _, false) => Failed(Check, $"the evidence names image {work.Image.Digest ?? "none"}, the message {image}"),
            _ => Passed(Check, $"{work.Verdict.Code}: {work.Verdict.Text}"),
        };
    }

    private static AttestationFinding Result(EvidenceStatement? statement, Hash32 resultDigest)
    {
        if (statement is null)
        {
            return Failed(AttestationCheck.ResultDigest, "there is no statement to hash");
        }

        try
        {
            Hash32 computed = statement.ToManifest().Digest();
            return Equal(AttestationCheck.ResultDigest, "SHA-256 of the manifest of the subjects", computed, resultDigest);
        }
        catch (ArgumentException refusal)
        {
            return Failed(AttestationCheck.ResultDigest, refusal.Message);
        }
    }

    private static AttestationFinding CounterSigned(AttestationEnvelope envelope, Hash32 digest, Address? expected) =>
        (envelope.CounterSignature, envelope.Scheduler) switch
        {
            ({ } signature, { } scheduler) => Signed(AttestationCheck.CounterSignature, signature, digest, scheduler, expected),
            (null, null) when expected is null =>
                new AttestationFinding(AttestationCheck.CounterSignature, FindingStatus.Absent, "no scheduler has counter-signed it"),
            (null, null) => Failed(AttestationCheck.CounterSignature, $"expected scheduler {expected} has not counter-signed it"),
            (null, _) => Failed(AttestationCheck.CounterSignature, "a scheduler is named, its counter-signature is missing"),
            _ => Failed(AttestationCheck.CounterSignature, "a counter-signature is present, its scheduler is not named"),
        };

    private static AttestationFinding Equal(AttestationCheck check, string what, Hash32 computed, Hash32 signed) => computed == signed
        ? Passed(check, $"{what} is {signed}")
        : Failed(check, $"{what} is {computed}, the message says {signed}");

    private static AttestationFinding Passed(AttestationCheck check, string detail) => new(check, FindingStatus.Passed, detail);

    private static AttestationFinding Failed(AttestationCheck check, string detail) => new(check, FindingStatus.Failed, detail);
}
