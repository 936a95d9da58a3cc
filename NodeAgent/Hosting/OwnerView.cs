using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Hosting;

/// <summary>What the owner's commands show, drawn from the journal and the loops.</summary>
internal sealed class OwnerView(
    NodeOptions options, Address node, NodeWork work, MachineOffer offer, GpuLoop gpus, Reloading reloading, TimeProvider time)
{
    private const int MaxProofs = 16;

    private readonly Lock _gate = new();
    private readonly long _startedAt = time.Milliseconds();
    private (int Version, IReadOnlyList<OwnerAttestation> List) _attestations = (-1, []);

    /// <summary>May be asked by several threads.</summary>
    public OwnerSnapshot Snapshot()
    {
        lock (_gate)
        {
            NodeStatus status = Status();
            return new OwnerSnapshot
            {
                Status = status with { Next = NextStep.Of(status) },
                Attempts = Attempts(),
                Attestations = Attestations(),
            };
        }
    }

    /// <summary>One line for systemd.</summary>
    public string Line()
    {
        NodeStatus status = Status();
        string link = work.Sync.Link is { Connected: true } ? "connected" : $"no contact: {work.Sync.Link.Problem ?? "connecting"}";
        return work.Engine.Problem is { } problem ? $"container engine away: {problem}"
            : work.Clock.Problem is { } clock ? clock
            : $"{link}; {(status.Draining ? "draining, " : "")}{status.Running} running, {status.Undelivered} to deliver";
    }

    private NodeStatus Status()
    {
        var drain = DrainStatus.Of(work.Journal.Facts, time, BootClock.KernelBoot);
        return new NodeStatus
        {
            AgentVersion = AgentVersion.Number,
            Node = node,
            Beneficiary = options.Beneficiary,
            StartedAt = _startedAt,
            Scheduler = Link(),
            Engine = Engine(),
            Accepting = offer.Accepting && drain is null && work.Clock.Skew is null && work.Room.State is RoomState.Ample,
            Draining = drain is not null,
            Drain = drain,
            Offer = offer.Capacity?.Capacity,
            Gpus = gpus.Inventory,
            Proofs = [.. work.Journal.Proofs.All.Take(MaxProofs).Select(Show)],
            Running = work.Journal.Attempts.Values.Count(attempt => attempt.IsHeld && attempt.EndedAt is null),
            MaxRunning = work.MaxJobs,
            Undelivered = work.Journal.Attempts.Values.Count(attempt => attempt.IsHeld && attempt.EndedAt is not null),
            Clock = work.Clock.Problem is { } problem ? new NodeProblem(time.Milliseconds(), problem, SchedulerClock.Remedy) : null,
            LastProblem = Room(),
            Configuration = reloading.Last,
        };
    }

    /// <summary>Null while there is room.</summary>
    private NodeProblem? Room() => work.Room.State switch
    {
        RoomState.Short { Reason: var reason } => new NodeProblem(
            time.Milliseconds(), $"No new work is taken, for the disk of images and jobs is short: {reason}.",
            "Free some of it, or wait for jobs to end. Images of earlier jobs are removed already; 'docker image prune -a' removes yours."),
        RoomState.Full { Reason: var reason } => new NodeProblem(
            time.Milliseconds(), $"The disk of images and jobs is almost full, and jobs are stopped until there is room: {reason}.",
            "Free some of it: look for what grew besides jobs. Images of earlier jobs are removed already."),
        _ => null,
    };

    private SchedulerLink Link()
    {
        LinkState link = work.Sync.Link;
        return link switch
        {
            { Connected: true } => new SchedulerLink.Connected
            {
                Url = options.Scheduler.Url,
                Scheduler = work.Journal.Facts.Scheduler!.Address,
                Since = link.Since,
            },
            { Problem: { } problem } => new SchedulerLink.Disconnected
            {
                Url = options.Scheduler.Url,
                Since = link.Since,
                Problem = new NodeProblem(
                    time.Milliseconds(), problem, "Running jobs go on while their leases last; the node keeps trying."),
                NextTryAt = link.NextTryAt,
            },
            _ => new SchedulerLink.Connecting { Url = options.Scheduler.Url },
        };
    }

    private EngineStatus Engine()
    {
        long now = time.Milliseconds();
        IEnumerable<NodeProblem> problems = offer.Engine?.Findings
            .OrderBy(finding => finding.Weight)
            .Select(finding => new NodeProblem(now, finding.Fact, finding.Remedy)) ?? [];
        return work.Engine.Problem is { } away
            ? new EngineStatus
            {
                Available = false,
                Product = offer.Engine?.Product,
                Problems = [new NodeProblem(now, away, "Start the container engine; attempts keep their state until then."), .. problems],
            }
            : new EngineStatus
            {
                Available = offer.Engine is { } engine && !engine.Findings.Any(finding => finding.Weight == FindingWeight.Blocking),
                Product = offer.Engine?.Product,
                Problems = [.. problems],
            };
    }

    private IReadOnlyList<OwnerAttempt> Attempts() =>
    [
        .. work.Journal.Attempts.Values
            .OrderByDescending(attempt => attempt.State is not AttemptState.Ended)
            .ThenByDescending(attempt => attempt.AcceptedAt)
            .Take(OwnerSnapshot.MaxAttempts)
            .Select(Show),
    ];

    private static OwnerAttempt Show(Attempt attempt)
    {
        Conclusion? conclusion = attempt.Conclusion;
        var ended = attempt.State as AttemptState.Ended;
        return new OwnerAttempt
        {
            Attempt = attempt.Id,
            Job = attempt.Lease.Job,
            Epoch = attempt.Lease.Epoch,
            Name = attempt.Lease.Spec.Name,
            Image = attempt.Lease.Spec.Image.ToString(),
            Phase = attempt.Phase,
            LeasedAt = attempt.AcceptedAt,
            StartedAt = attempt.StartedAt,
            EndedAt = attempt.EndedAt,
            Delivered = attempt.State is AttemptState.Acknowledged or AttemptState.Ended { Sequence: not null },
            CpuMillicores = (int)attempt.Lease.Spec.Resources.Cpu.Millicores,
            MemoryBytes = attempt.Lease.Spec.Resources.Memory.Bytes,
            DiskBytes = attempt.Lease.Spec.Resources.Disk.Bytes,
            Gpus = attempt.Lease.Gpus,
            Outcome = conclusion?.Verdict.Outcome ?? ended?.Outcome,
            ExitCode = conclusion?.ExitCode ?? ended?.ExitCode,
            Reason = conclusion?.OwnersReason ?? ended?.Reason ?? (attempt.State as AttemptState.Lost)?.Reason,
            Code = conclusion?.Verdict.Code ?? ended?.Code,
            Evidence = conclusion is null ? ended?.Evidence ?? [] : VerdictFacts.Of(attempt, conclusion),
            LimitsHit = [.. (conclusion?.LimitsHit ?? []).Select(limit => limit.ToString().ToLowerInvariant())],
            LogBytes = conclusion?.LogBytes ?? 0,
        };
    }

    private static OwnerProof Show(ProofRecord record)
    {
        var ended = record.Stage as ProofStage.Settled;
        return new OwnerProof
        {
            Challenge = record.Id,
            Gpu = record.Challenge.Gpu,
            Proof = record.Challenge.Kind(),
            AskedAt = record.ReceivedAt,
            State = ended is null ? record.Stage is ProofStage.Committed ? ProofState.Committed : ProofState.Asked : ended.State,
            EndedAt = ended?.At,
            Reason = ended?.Text,
        };
    }

    private IReadOnlyList<OwnerAttestation> Attestations()
    {
        int version = work.Journal.Seals.Version;
        if (_attestations.Version != version)
        {
            _attestations = (version, ReadAttestations());
        }

        return _attestations.List;
    }

    private IReadOnlyList<OwnerAttestation> ReadAttestations()
    {
        (long next, _) = work.Journal.NextSeal;
        long from = Math.Max(0, next - OwnerSnapshot.MaxAttestations);
        return
        [
            .. work.Journal.Read(() => work.Journal.Seals.Read(from, OwnerSnapshot.MaxAttestations))
                .Reverse()
                .Select(row => new OwnerAttestation
                {
                    Sequence = (long)row.Seal.Message.Sequence,
                    Attempt = row.Seal.Attempt,
                    Job = new DePin.Protocol.JobId(row.Seal.Message.JobId),
                    Digest = row.Seal.Digest,
                    Outcome = row.Seal.Message.Outcome,
                    FinishedAt = (long)row.Seal.Message.FinishedAt,
                    CounterSigned = row.Signatures?.CounterSignature is not null,
                }),
        ];
    }
}
