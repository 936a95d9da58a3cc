using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Attestations;

/// <summary>
/// Holds an attestation against what the scheduler knows of the attempt. Pure. Null means that nothing speaks against it.
/// </summary>
internal static class AttestationRules
{
    public static Refusal? Check(JobRow job, AttemptRow attempt, IReadOnlyCollection<ArtifactEntry> artifacts, WorkAttestation message,
        Instant now, TimeSpan tolerance) =>
        CheckNames(job, attempt, message)
        ?? CheckImage(attempt, message)
        ?? CheckTimes(attempt, message, now, tolerance)
        ?? CheckGpuTime(attempt, message)
        ?? CheckOutcome(message)
        ?? CheckOutputs(artifacts, message);

    /// <summary>What an attestation's manifest calls the file that was delivered under this path.</summary>
    public static OutputEntry ToOutput(ArtifactEntry entry) => new("/" + entry.Path, entry.Sha256.Value, entry.Size);

    private static Refusal? CheckNames(JobRow job, AttemptRow attempt, WorkAttestation message) =>
        Differs("jobId", message.JobId, job.Id.Value)
        ?? Differs("attemptId", message.AttemptId, attempt.Id.Value)
        ?? Differs("leaseEpoch", message.LeaseEpoch, (ulong)attempt.Epoch)
        ?? Differs("node", message.Node, attempt.Node)
        ?? Differs("specDigest", message.SpecDigest, job.SpecDigest);

    private static Refusal? CheckImage(AttemptRow attempt, WorkAttestation message)
    {
        if (message.ImageDigest == default)
        {
            return message.Outcome == Outcome.Succeeded
                ? Refusal.Rejected("the attempt succeeded, but its imageDigest is zero", "attest the manifest that ran")
                : null;
        }

        return attempt.Image is { Value: var image } ? Differs("imageDigest", message.ImageDigest, image) : null;
    }

    private static Refusal? CheckTimes(AttemptRow attempt, WorkAttestation message, Instant now, TimeSpan tolerance)
    {
        ulong earliest = (ulong)Math.Max(0, (attempt.LeasedAt / 1000) - (long)tolerance.TotalSeconds);
        ulong latest = (ulong)((now.UnixMs / 1000) + (long)tolerance.TotalSeconds + 1);
        string allowed = $"tolerance {tolerance.TotalSeconds} s";
        const string remedy = "set the node's clock (timedatectl set-ntp true), then attest again";
        if (message.StartedAt < earliest)
        {
            return Refusal.Rejected($"startedAt {message.StartedAt} is before the grant at {attempt.LeasedAt / 1000} ({allowed})", remedy);
        }

        return message.FinishedAt > latest
            ? Refusal.Rejected($"finishedAt {message.FinishedAt} is in the future: it is {now.UnixMs / 1000} ({allowed})", remedy)
            : null;
    }

    private static Refusal? CheckGpuTime(AttemptRow attempt, WorkAttestation message)
    {
        ulong most = message.MostGpuMilliseconds(attempt.Gpus.Count);
        return message.GpuMilliseconds <= most ? null : Refusal.Rejected(
            $"gpuMilliseconds is {message.GpuMilliseconds}: {attempt.Gpus.Count} leased GPUs make at most {most} in that time",
            "attest the wall time of the container, times the GPUs of the lease");
    }

    private static Refusal? CheckOutcome(WorkAttestation message) => message.Outcome == Outcome.Succeeded && message.ExitCode != 0
        ? Refusal.Rejected($"the attempt succeeded with exit code {message.ExitCode}", "attest job fault for a program that failed")
        : null;

    private static Refusal? CheckOutputs(IReadOnlyCollection<ArtifactEntry> artifacts, WorkAttestation message)
    {
        Hash32 delivered = OutputManifest.Of(artifacts.Select(ToOutput)).Digest();
        return delivered == message.ResultDigest ? null : Refusal.Rejected(
            $"resultDigest is {message.ResultDigest}, but the {artifacts.Count} files delivered have the manifest {delivered}",
            "deliver every output in full before the attestation");
    }

    private static Refusal? Differs<T>(string field, T attested, T known)
        where T : struct, IEquatable<T> => attested.Equals(known)
        ? null
        : Refusal.Rejected($"{field} is {attested}, but the lease says {known}",
            "attest what the lease says; an attestation for another lease is never accepted");
}
