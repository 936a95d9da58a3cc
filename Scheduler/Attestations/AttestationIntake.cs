using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Logs;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Attestations;

/// <summary>
/// Takes an attestation: (1) a repeat gets the reply of the first, (2) whatever an offline verifier would refuse is refused,
/// (3) so is a second digest for one sequence, (4) the log it speaks of must be here, byte for byte, (5) the engine holds it against the
/// lease and ends the attempt.
/// </summary>
internal sealed class AttestationIntake(SchedulerEngine engine, StoreReader reader, LogStore logs, PrivateKey key, SchedulerOptions options,
    TimeProvider time)
{
    public async Task<Answer<AttestationReply>> TakeAsync(LeaseKey lease, AttestationEnvelope envelope, CancellationToken token)
    {
        Hash32 digest = envelope.Digest();
        if (envelope.Message.Node == lease.Node && reader.FindAttestation(digest) is { } known)
        {
            return ReplyTo(known); // (1)
        }

        Answer<CheckedAttestation> verified = Verify(envelope, lease.Node); // (2)
        if (!verified.TryGet(out CheckedAttestation? attestation, out Refusal? refusal))
        {
            return refusal;
        }

        if (reader.FindAttestation(lease.Node, envelope.Message.Sequence) is { } accepted) // (3)
        {
            StoreWrite record = Attesting.EquivocationRecord(attestation, ReplyTo(accepted), time.GetUtcNow().ToUnixTimeMilliseconds());
            (await engine.AskAsync(new EngineRequest.Record([record]), token)).OrThrow();
            return Attesting.Equivocation(attestation, ReplyTo(accepted));
        }

        refusal = CheckChain(envelope, digest)
            ?? await CheckLogAsync(lease, EvidenceStatement.Parse(envelope.Evidence.Span).Predicate, token); // (4)
        return refusal is not null ? refusal : await engine.AskAsync(new EngineRequest.Attest(lease, attestation), token); // (5)
    }

    private AttestationReply ReplyTo(AttestationRow row) => new(row.Digest, row.CounterSignature, key.Address);

    private Answer<CheckedAttestation> Verify(AttestationEnvelope envelope, Address node)
    {
        if (envelope.Message.Sequence > WireLimits.AttestationSequence)
        {
            return Refusal.Rejected($"sequence is {envelope.Message.Sequence}, above {WireLimits.AttestationSequence} (2^53 − 1)",
                "count attestations from 0, one at a time");
        }

        // Only what the node signed: a counter-signature is ours to give.
        AttestationEnvelope own = envelope with { CounterSignature = null, Scheduler = null };
        AttestationReport report = AttestationVerifier.Verify(own, new AttestationExpectations(options.Domain, node));
        if (report.Findings.FirstOrDefault(finding => finding.Status == FindingStatus.Failed) is { } failed)
        {
            ProblemCode code = failed.Check == AttestationCheck.NodeSignature ? ProblemCode.InvalidSignature : ProblemCode.Rejected;
            return new Refusal(code, $"{failed.Check}: {failed.Detail}",
                "depin-scheduler attestation verify FILE shows every check of an attestation");
        }

        WorkEvidence evidence = EvidenceStatement.Parse(envelope.Evidence.Span).Predicate;
        AttestationEnvelope accepted = own.CounterSignedBy(key);
        return new CheckedAttestation
        {
            Message = envelope.Message,
            Envelope = accepted.ToJson(),
            Reply = new AttestationReply(report.Digest, accepted.CounterSignature!.Value, key.Address),
            Reason = evidence.Verdict.Text,
            LimitsHit = [.. evidence.LimitsHit.Select(limit => limit.Limit)],
            Checkpoints = evidence.Checkpoints,
        };
    }

    /// <summary>The links to the attestations before and after, where we have those: they come in any order, some never.</summary>
    private Refusal? CheckChain(AttestationEnvelope envelope, Hash32 digest)
    {
        WorkAttestation message = envelope.Message;
        if (message.Sequence > 0 && reader.FindAttestation(message.Node, message.Sequence - 1) is { } before
            && before.Digest != message.Previous)
        {
            return Refusal.Rejected(
                $"previous is {message.Previous}, but sequence {before.Sequence} of this node is {before.Digest}",
                "chain each attestation to the one before");
        }

        return reader.FindAttestation(message.Node, message.Sequence + 1) is { } after
            && AttestationEnvelope.Parse(after.Envelope).Message.Previous is var named && named != digest
            ? Refusal.Rejected(
                $"sequence {after.Sequence} of this node, which is here, follows {named}, and this sequence {message.Sequence} is {digest}",
                "send the attestation that was sealed under this sequence")
            : null;
    }

    private async Task<Refusal?> CheckLogAsync(LeaseKey lease, WorkEvidence evidence, CancellationToken token)
    {
        long durable = logs.Length(lease.Attempt);
        if (evidence.Usage.LogBytes != durable)
        {
            return new Refusal(ProblemCode.Rejected, $"the evidence speaks of {evidence.Usage.LogBytes} bytes of log, {durable} are here",
                "deliver the whole log before the attestation")
            {
                Durable = durable,
            };
        }

        Hash32 held = await HashLogAsync(lease, durable, token);
        return held == evidence.LogDigest
            ? null
            : Refusal.Rejected($"the log here hashes to {held}, the evidence says {evidence.LogDigest}",
            "attest to the log exactly as it was delivered");
    }

    private async Task<Hash32> HashLogAsync(LeaseKey lease, long length, CancellationToken token)
    {
        if (length == 0)
        {
            return Hash32.Sha256([]);
        }

        await using FileStream file = logs.OpenRead(lease.Attempt);
        return new Hash32(await SHA256.HashDataAsync(file, token));
    }
}
