using System.Text.Json.Serialization;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// The life of one attempt on its node. The journal holds the state; everything that follows from it can be done again.
/// <code>
///  Accepted ──► Preparing ──► Created ──► Running ──► Exited ──► Concluded ──► Sealed ──► Acknowledged ──► Ended
///     │             │            │           │           │           ▲                                      ▲
///     └─────────────┴────────────┴───────────┴───────────┴─ a verdict without (or about) a run              │
///  any state before Acknowledged ──► Lost (another node has the lease) ─────────────────────────────────────┘
/// </code>
/// Each row: what brings the state about, what is durable when it is entered, why the work done in it may be repeated.
/// <list type="table">
/// <item><term>Accepted</term><description>The scheduler's lease. The lease itself, in the commit that acknowledges the command. The same
/// command again finds the attempt and changes nothing.</description></item>
/// <item><term>Preparing</term><description>The agent begins. The image's digest as soon as it is known, so that a moving
/// tag is asked once.
/// A pull, an input and a create that were done before are found done: by digest, by content hash, by name.</description></item>
/// <item><term>Created</term><description>The container exists with its inputs and has never run. A start is refused by the
/// engine once it ran.</description></item>
/// <item><term>Running</term><description>The container was started. Watching it changes nothing; its log is read from a
/// stored place.</description></item>
/// <item><term>Exited</term><description>The process ended: exit, limits and usage, which the engine forgets. Outputs are
/// read from a stopped
/// container, which nobody writes to.</description></item>
/// <item><term>Concluded</term><description>The verdict and the list of outputs, whose bytes and the log's lie in the
/// spool, synced.</description></item>
/// <item><term>Sealed</term><description>Sequence → digest, unique by primary key, before anything is signed. Signing is
/// deterministic; log, outputs
/// and attestation are sent again until the scheduler has them.</description></item>
/// <item><term>Acknowledged</term><description>The scheduler's counter-signature, verified. What is removed already is
/// removed.</description></item>
/// <item><term>Lost</term><description>The scheduler's refusal of this lease. Nothing is attested; the container is killed
/// and removed.</description></item>
/// <item><term>Ended</term><description>Nothing of the attempt is left but this row, kept for <c>jobs</c> and <c>attest
/// list</c>.</description></item>
/// </list>
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "state")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Preparing), "preparing")]
[JsonDerivedType(typeof(Created), "created")]
[JsonDerivedType(typeof(Running), "running")]
[JsonDerivedType(typeof(Exited), "exited")]
[JsonDerivedType(typeof(Concluded), "concluded")]
[JsonDerivedType(typeof(Sealed), "sealed")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(Lost), "lost")]
[JsonDerivedType(typeof(Ended), "ended")]
public abstract record AttemptState
{
    private AttemptState()
    {
    }

    /// <summary>The lease is in the journal.</summary>
    public sealed record Accepted : AttemptState;

    /// <summary>Image and inputs are fetched, the container is created.</summary>
    /// <param name="Image">The manifest this attempt runs; null until a tag is resolved.</param>
    public sealed record Preparing(ContentHash? Image) : AttemptState;

    /// <summary>The container is complete and has not been started.</summary>
    public sealed record Created(ContentHash Image) : AttemptState;

    /// <summary>The container was started.</summary>
    public sealed record Running(ContentHash Image, RunStart Start) : AttemptState;

    /// <summary>The process has ended.</summary>
    public sealed record Exited(ContentHash Image, RunResult Run) : AttemptState;

    /// <summary>All that is attested is known and durable.</summary>
    public sealed record Concluded(Conclusion Conclusion) : AttemptState;

    /// <summary>Bound to a sequence of the node's attestations.</summary>
    public sealed record Sealed(Conclusion Conclusion, long Sequence) : AttemptState;

    /// <summary>The scheduler has everything.</summary>
    public sealed record Acknowledged(Conclusion Conclusion, long Sequence) : AttemptState;

    /// <summary>The lease is another's.</summary>
    public sealed record Lost(string Reason) : AttemptState;

    /// <summary>Finished and cleaned up.</summary>
    /// <param name="Outcome">Null when the lease was lost, so that nothing was attested.</param>
    /// <param name="Reason">For the owner.</param>
    /// <param name="ExitCode">−1 when no container ran.</param>
    /// <param name="Sequence">Of its attestation.</param>
    /// <param name="At">Unix milliseconds.</param>
    /// <param name="Code">The verdict's, for programs; null when nothing was attested.</param>
    /// <param name="Evidence">What the verdict rests on, as attested.</param>
    public sealed record Ended(
        Outcome? Outcome, string Reason, int ExitCode, long? Sequence, long At, string? Code = null, IReadOnlyList<string>? Evidence = null)
        : AttemptState;

    /// <summary>One word for logs and lists.</summary>
    [JsonIgnore]
    public string Name => GetType().Name;

    /// <summary>Whether <paramref name="next"/> may follow this state; the journal refuses every other change.</summary>
    public bool MayBecome(AttemptState next) => (this, next) switch
    {
        (Ended, _) => false,
        (Acknowledged or Lost, Ended) => true,
        (Acknowledged or Lost, _) => false,
        (_, Lost) => true,
        (Accepted, Preparing) or (Preparing, Preparing) or (Preparing, Created) or (Created, Running) or (Running, Exited) => true,
        (Accepted or Preparing or Created or Running or Exited, Concluded) => true,
        (Concluded, Sealed) or (Sealed, Acknowledged) => true,
        _ => false,
    };
}
