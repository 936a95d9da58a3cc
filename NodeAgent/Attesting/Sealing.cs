using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attesting;

/// <summary>
/// From Concluded to Sealed: composes the evidence and the attestation, and binds its digest to the next sequence of the node's chain, all
/// in one commit and before anything is signed.
/// </summary>
internal sealed class Sealing(NodeJournal journal, Address node, Address beneficiary)
{
    public void Run(Attempt attempt, Conclusion conclusion)
    {
        KnownScheduler scheduler = journal.Facts.Scheduler
            ?? throw new InvalidOperationException("An attempt was concluded before there was a scheduler that leased it");
        OutputManifest outputs = OutputManifest.Of(journal.Read(() => journal.Spools.Outputs(attempt.Id))
            .Select(it => new OutputEntry("/" + it.Entry.Path, it.Entry.Sha256.Value, it.Entry.Size)));
        byte[] evidence = EvidenceStatement.Of(
            outputs,
            Evidence(attempt, conclusion) with
            {
                Checkpoints = [.. journal.Read(() => journal.Checkpoints.Of(attempt.Id)).Select(taken => taken.ToEvidence())],
            }).ToCanonicalJson();
        journal.Change(Step.JournalSealed, draft =>
        {
            (long sequence, Hash32 previous) = journal.NextSeal;
            WorkAttestation message = Message(attempt, conclusion) with
            {
                ResultDigest = outputs.Digest(),
                EvidenceDigest = Hash32.Sha256(evidence),
                Sequence = (ulong)sequence,
                Previous = previous,
            };
            journal.Seals.Add(draft, new Seal
            {
                Attempt = attempt.Id,
                Domain = scheduler.Domain,
                Message = message,
                Digest = Eip712.Digest(scheduler.Domain, message),
                Evidence = evidence,
            });
            draft.Advance(attempt.Id, new AttemptState.Sealed(conclusion, sequence));
        });
    }

    private WorkAttestation Message(Attempt attempt, Conclusion conclusion)
    {
        Lease lease = attempt.Lease;
        bool ran = conclusion.ExitCode != Conclusions.NoExitCode;
        return new WorkAttestation
        {
            JobId = lease.Job.Value,
            AttemptId = lease.Attempt.Value,
            LeaseEpoch = (ulong)lease.Epoch,
            Node = node,
            Beneficiary = beneficiary,
            SpecDigest = lease.SpecDigest,
            ImageDigest = conclusion.Image?.Value ?? default,
            ResultDigest = default,
            EvidenceDigest = default,
            StartedAt = (ulong)Math.Max(0, conclusion.StartedAt / 1000),
            FinishedAt = (ulong)Math.Max(0, conclusion.FinishedAt / 1000),
            GpuMilliseconds = ran ? (ulong)(Math.Max(0, conclusion.FinishedAt - conclusion.StartedAt) * lease.Gpus.Count) : 0,
            ExitCode = conclusion.ExitCode,
            Outcome = conclusion.Verdict.Outcome,
            Sequence = 0,
            Previous = default,
        };
    }

    private static WorkEvidence Evidence(Attempt attempt, Conclusion it) => new()
    {
        AttemptId = attempt.Id.Value,
        Image = new ImageEvidence(attempt.Lease.Spec.Image.ToString(), it.Image?.ToString()),
        ArgumentsDigest = Hash32.Sha256(CanonicalJson.Canonicalize(
            Encoding.UTF8.GetBytes(new JsonArray([.. attempt.Lease.Spec.Command.Select(word => (JsonNode)word)]).ToJsonString()))),
        Gpus = [.. attempt.Lease.Gpus.Select(uuid => new GpuEvidence(uuid, ""))],
        Usage = new UsageEvidence
        {
            CpuMilliseconds = it.Usage.CpuMilliseconds,
            PeakMemoryBytes = it.Usage.PeakMemoryBytes,
            DiskBytes = it.Usage.DiskBytes,
            LogBytes = it.LogBytes,
        },
        LogDigest = it.LogDigest.Value,
        SkippedOutputs = Skipped(it),
        LimitsHit = [.. it.LimitsHit.Select(limit => new Attestation.Evidence.LimitHit(Name(limit), Seen(attempt, limit, it)))],
        Verdict = new VerdictEvidence(it.Verdict.Outcome, it.Verdict.Code, it.Verdict.Reason, VerdictFacts.Of(attempt, it)),
    };

    private static IReadOnlyList<SkippedOutput> Skipped(Conclusion it) => it.SkippedInAll <= it.Skipped.Count
        ? it.Skipped
        : [.. it.Skipped, new SkippedOutput("/", $"and {it.SkippedInAll - it.Skipped.Count} more")];

    private static string Seen(Attempt attempt, JobLimit limit, Conclusion it) => limit switch
    {
        JobLimit.Memory =>
            $"the kernel killed a process at {attempt.Lease.Spec.Resources.Memory}; "
            + (it.Usage.PeakMemoryBytes is { } most ? $"highest sample {most} bytes" : "it was never sampled"),
        JobLimit.Pids => $"{it.Usage.PeakPids} processes and threads at once",
        JobLimit.Disk => $"{it.Usage.DiskBytes} bytes written of {attempt.Lease.Spec.Resources.Disk}",
        JobLimit.Files => $"{it.Usage.Files} files and directories of {DiskAllowance.Of(attempt.Lease.Spec.Resources.Disk).Files}",
        JobLimit.Log => $"the log was cut at {it.LogBytes} bytes",
        JobLimit.Timeout => $"it ran for {attempt.Lease.Spec.Timeout}",
        JobLimit.Outputs => "not every output was collected",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
