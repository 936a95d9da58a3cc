using DePin.Attestation;
using DePin.Benchmark.Proof;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>Everything that can be asked of the engine. Requests are decided one at a time, in the order they arrive.</summary>
internal abstract record EngineRequest
{
    private EngineRequest()
    {
    }

    /// <summary>Tells the caller that nothing was decided.</summary>
    public abstract void Refuse(Refusal refusal);

    public abstract record Asking<T> : EngineRequest
    {
        public Ticket<T> Ticket { get; } = new();

        public sealed override void Refuse(Refusal refusal) => Ticket.Complete(refusal);
    }

    /// <summary>A new job; its row says it is queued, the engine may lease it in the same commit.</summary>
    public sealed record Submit(JobRow Job) : Asking<Submitted>;

    /// <summary>The submitter wants the job to end. Null when no such job is live.</summary>
    public sealed record Cancel(JobId Job, string Reason) : Asking<JobView?>;

    /// <summary>A node's long poll, its capacity's signature already checked.</summary>
    /// <param name="Hold">How long to keep it when there is nothing to say.</param>
    public sealed record Sync(Address Node, SyncRequest Body, CapacityRow? Capacity, TimeSpan Hold) : Asking<SyncReply>;

    public sealed record Events(Address Node, EventsRequest Body) : Asking<EventsReply>;

    /// <summary>Is this lease the current one? The answer holds until the next grant; writes to the store compare it again.</summary>
    public sealed record CheckLease(LeaseKey Key) : Asking<LeaseView>;

    /// <summary>An output file of an attempt, its bytes verified and durable.</summary>
    public sealed record RecordArtifact(LeaseKey Key, ArtifactEntry Entry) : Asking<bool>;

    /// <summary>A checkpoint whose manifest and files are durable.</summary>
    /// <param name="Bytes">Of its files.</param>
    public sealed record RecordCheckpoint(LeaseKey Key, CheckpointReport Report, long Bytes) : Asking<CheckpointReply>;

    /// <summary>An attestation that verifies by itself; the engine compares it with the lease and ends the attempt.</summary>
    public sealed record Attest(LeaseKey Key, Attestations.CheckedAttestation Attestation) : Asking<AttestationReply>;

    /// <summary>Live jobs among these, as their submitters see them.</summary>
    public sealed record ShowJobs(IReadOnlyList<JobId> Jobs) : Asking<IReadOnlyDictionary<JobId, JobView>>;

    public sealed record ExplainJob(JobId Job) : Asking<WhyView?>;

    public sealed record ShowNodes(Address? Only) : Asking<IReadOnlyList<NodeView>>;

    public sealed record Drain(Address Node, bool Draining) : Asking<NodeView>;

    /// <summary>Writes that concern no job and no node: tokens, blobs.</summary>
    public sealed record Record(IReadOnlyList<StoreWrite> Writes) : Asking<bool>;

    /// <summary>Who is to be asked for a proof now?</summary>
    /// <param name="Seed">Random: the order in which owners come.</param>
    /// <param name="NextRoundIn">Random: how long until the next round, if one begins now.</param>
    public sealed record PlanAudit(Hash32 Seed, TimeSpan NextRoundIn) : Asking<IReadOnlyList<AuditOrder>>;

    /// <summary>Sends these to all GPUs that are still idle, at one moment. The answer is how many.</summary>
    public sealed record AskForProofs(IReadOnlyList<ChallengeRow> Challenges) : Asking<int>;

    public sealed record FindChallenge(Address Node, Hash32 Id) : Asking<AskedChallenge>;

    /// <summary>The memory of a VRAM challenge is filled.</summary>
    /// <param name="ReceivedAt">Monotonic.</param>
    public sealed record ProofFilled(Address Node, Hash32 Id, TimeSpan ReceivedAt) : Asking<ProofStartReply>;

    /// <summary>A commitment whose signature and time were looked at.</summary>
    /// <param name="Rejection">What is wrong with it; null for nothing.</param>
    public sealed record CommitProof(Address Node, Hash32 Id, ProofAnswer Answer, ProofRejection? Rejection) : Asking<ProofCommitReply>;

    /// <summary>The openings of a committed challenge are here and are about to be verified.</summary>
    public sealed record OpenProof(Address Node, Hash32 Id) : Asking<ChallengeRow>;

    /// <summary>They could not be verified after all.</summary>
    public sealed record CloseProof(Hash32 Id) : Asking<bool>;

    /// <summary>The verdict, or the node's word that there will be no answer.</summary>
    /// <param name="Ending">From the Unix time in milliseconds.</param>
    public sealed record EndProof(Address Node, Hash32 Id, Func<long, ProofEnd> Ending) : Asking<ProofView>;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : Asking<bool>;

    /// <summary>The scheduler stops: answer every parked poll.</summary>
    public sealed record Stop : Asking<bool>;
}
