using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attesting;

/// <summary>
/// Signs what the journal has sealed, and nothing else: a digest is only ever taken from a durable link of the chain. The signature of a
/// digest is always the same (RFC 6979), so that signing twice is signing once.
/// </summary>
internal sealed class Signing(NodeJournal journal, PrivateKey key, Steps steps)
{
    /// <summary>The envelope of a sequence, signed by this node.</summary>
    public AttestationEnvelope Envelope(long sequence)
    {
        (Seal? found, SealSignatures? signatures) = journal.Read(
            () => (journal.Seals.Find(sequence), journal.Seals.SignaturesOf(sequence)));
        Seal seal = found ?? throw new InvalidOperationException($"Nothing is sealed under sequence {sequence}");
        if (signatures is null)
        {
            steps.Before(Step.Sign);
            signatures = new SealSignatures(key.Sign(seal.Digest), null, null);
            steps.After(Step.Sign);
            journal.Change(Step.JournalSignature, draft => SealChain.Sign(draft, sequence, signatures));
        }

        return seal.Envelope(signatures);
    }

    /// <summary>
    /// Takes the scheduler's acceptance into the journal, in the commit that ends the delivery, when it is what it must be.
    /// </summary>
    /// <exception cref="SchedulerDistrustedException">It is of another digest, or of another key.</exception>
    public void Accept(Attempt attempt, AttemptState.Sealed state, AttestationEnvelope envelope, AttestationReply reply)
    {
        Hash32 digest = envelope.Digest();
        Address known = journal.Facts.Scheduler!.Address;
        if (reply.Digest != digest)
        {
            throw new SchedulerDistrustedException(
                $"The scheduler accepted attestation {reply.Digest} where {digest} was sent. It is sent again later");
        }

        if (reply.Scheduler != known || !reply.CounterSignature.TryRecover(digest, out Address signer) || signer != known)
        {
            throw new SchedulerDistrustedException(
                $"The counter-signature of attestation {digest} is not by {known}, the scheduler this node works for. "
                + "It is not accepted; the attestation is sent again later");
        }

        var signatures = new SealSignatures(envelope.Signature, reply.CounterSignature, reply.Scheduler);
        journal.Advance(
            attempt.Id,
            new AttemptState.Acknowledged(state.Conclusion, state.Sequence),
            Step.JournalAcknowledged,
            draft => SealChain.Sign(draft, state.Sequence, signatures));
    }
}
