using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Scheduler.Cli.Jobs;

namespace DePin.Scheduler.Cli.Attestations;

/// <summary>Compares a job file with the spec that a node signed.</summary>
internal static class SpecOnDisk
{
    private const string Check = "specDigest";

    public static async Task<Finding> CompareAsync(string path, WorkAttestation message, CancellationToken token)
    {
        JobSpec spec = (await JobFile.ReadAsync(path, token)).Spec;
        Hash32 digest = spec.Digest();
        if (digest == message.SpecDigest)
        {
            return new Finding(Check, Finding.Ok, $"{path} is the signed job, {digest}");
        }

        return new Finding(
            Check,
            Finding.Fail,
            $"{path} has digest {digest}, the message {message.SpecDigest}; inputs and a name given at submission belong into the file");
    }
}
