using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;

namespace DePin.Scheduler.Store;

/// <summary>One change of the store. The writes of a decision, and usually of many decisions, become durable in one transaction.</summary>
internal abstract record StoreWrite
{
    /// <summary>Boots remembered of each node, so that a late message of an old one is known as such.</summary>
    public const int BootsKept = 16;

    /// <summary>Challenges remembered of each node, the newest, with their transcripts.</summary>
    public const int ChallengesKept = 1000;

    private StoreWrite()
    {
    }

    public sealed record InsertJob(JobRow Job) : StoreWrite;

    /// <summary>Everything of the row that can change.</summary>
    public sealed record SaveJob(JobRow Job) : StoreWrite;

    public sealed record InsertAttempt(AttemptRow Attempt) : StoreWrite;

    /// <summary>Fenced: fails the transaction unless the attempt holds its job's lease.</summary>
    public sealed record SaveAttempt(AttemptRow Attempt) : StoreWrite;

    public sealed record SaveNode(NodeRow Node) : StoreWrite;

    /// <summary>Also forgets the node's acknowledged commands, those of its earlier boots, and boots long past.</summary>
    public sealed record SaveBoot(BootRow Boot) : StoreWrite;

    public sealed record InsertCommand(CommandRow Command) : StoreWrite;

    public sealed record SaveArtifact(AttemptId Attempt, ArtifactEntry Entry) : StoreWrite;

    /// <summary>The attempt begins its delivery anew: nothing is listed.</summary>
    public sealed record DropArtifacts(AttemptId Attempt) : StoreWrite;

    public sealed record InsertAttestation(AttestationRow Attestation) : StoreWrite;

    public sealed record InsertEquivocation(EquivocationRow Equivocation) : StoreWrite;

    /// <summary>
    /// Fenced in the statement that pays: fails the transaction unless the row's attempt holds its job's lease under the row's epoch.
    /// </summary>
    public sealed record Pay(LedgerRow Row) : StoreWrite;

    public sealed record InsertChallenge(ChallengeRow Challenge) : StoreWrite;

    /// <summary>Its answer and its end, as far as they are there; fails the transaction when it has ended before.</summary>
    public sealed record SaveChallenge(ChallengeRow Challenge) : StoreWrite;

    /// <summary>What is known of a GPU.</summary>
    public sealed record SaveGpu(GpuRow Gpu) : StoreWrite;

    public sealed record InsertToken(TokenRow Token) : StoreWrite;

    public sealed record DeleteToken(string Id) : StoreWrite;

    /// <summary>This owner brought, or was delivered, this content; again, when it had it before.</summary>
    /// <param name="Brought">It counts in what the owner may bring.</param>
    public sealed record SaveBlob(ContentHash Hash, string Owner, long Size, long At, bool Brought) : StoreWrite;

    /// <summary>
    /// This owner has the content no more, unless it came or was named by a job at or after <paramref name="Before"/>, an unfinished job
    /// names it, or an attempt delivered it.
    /// </summary>
    public sealed record ForgetBlob(ContentHash Hash, string Owner, long Before) : StoreWrite;
}
