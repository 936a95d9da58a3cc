using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>Ties the list of outputs that a scheduler shows to the one that the node signed.</summary>
internal sealed class OutputProof(SchedulerClient client)
{
    /// <returns>The signed digest of the list; null when no attestation ended the job.</returns>
    /// <exception cref="UntrustedReplyException">The node signed another list, or the attestation does not verify.</exception>
    public async Task<Hash32?> CheckAsync(JobView job, IReadOnlyList<ArtifactEntry> listed, CancellationToken token)
    {
        if (job.State is not JobState.Finished { Attestation: { } digest })
        {
            return null;
        }

        IReadOnlyList<AttestationEnvelope> envelopes = await client.AttestationsAsync(job.Id, token);
        AttestationEnvelope? signed = envelopes.FirstOrDefault(envelope => envelope.Digest() == digest);
        if (signed is null || signed.Message.JobId != job.Id.Value || !AttestationVerifier.Verify(signed).IsValid)
        {
            throw Refuse($"the attestation {digest} that ended the job is missing or does not verify");
        }

        return Digest(listed) == signed.Message.ResultDigest
            ? signed.Message.ResultDigest
            : throw Refuse($"the scheduler's list of outputs is not the one that node {signed.Message.Node} signed");
    }

    private static Hash32? Digest(IReadOnlyList<ArtifactEntry> listed)
    {
        try
        {
            return OutputManifest.Of(listed.Select(entry => new OutputEntry("/" + entry.Path, entry.Sha256.Value, entry.Size))).Digest();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static UntrustedReplyException Refuse(string what) =>
        new(what, "Nothing was downloaded. See job attestation, and ask the scheduler's operator.");
}
