using System.Text.Json;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Attestations;

/// <summary>What a node signed of an attempt's end. Read from the stored envelope each time: nothing of it is kept a second time.</summary>
internal static class SignedEvidence
{
    public static WorkEvidence Of(AttestationRow row)
    {
        AttestationEnvelope envelope = JsonSerializer.Deserialize(row.Envelope, WireJson.Default.AttestationEnvelope)!;
        return EvidenceStatement.Parse(envelope.Evidence.Span).Predicate;
    }
}
