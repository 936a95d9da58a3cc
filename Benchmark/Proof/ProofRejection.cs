using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>Why a proof is refused: every way there is, each with the values that disagree (docs/proof-of-gpu.md, "Checks").</summary>
public abstract record ProofRejection
{
    /// <summary>The most that is repeated of what a file's reader says about it: its words can be the file's own.</summary>
    private const int MaxProblem = 300;

    private const double NanosecondsPerMillisecond = 1e6;

    private ProofRejection(string reason) => Reason = reason;

    /// <summary>The reason's stable name.</summary>
    public string Reason { get; }

    /// <summary>What disagrees, in one sentence without a full stop.</summary>
    public abstract string Text { get; }

    public sealed override string ToString() => $"{Reason}: {Text}";

    /// <summary>Not a transcript.</summary>
    public sealed record Malformed(string Problem) : ProofRejection("malformed")
    {
        public override string Text => Cut(Problem);
    }

    /// <summary>The challenge asks for more, or less, than may be asked for.</summary>
    public sealed record Parameter(string Field, ulong Value, string Allowed) : ProofRejection("parameter")
    {
        public override string Text => $"{Field} is {Value}, allowed is {Allowed}";
    }

    public sealed record Domain(Eip712Domain Found) : ProofRejection("domain")
    {
        public override string Text => $"signed for '{Cut(Found.Name)}' version '{Cut(Found.Version)}', not for this protocol";
    }

    /// <param name="Signer">Null when the signature belongs to no key.</param>
    public sealed record ChallengeSignature(Address Verifier, Address? Signer) : ProofRejection("challengeSignature")
    {
        public override string Text => $"the challenge names verifier {Verifier} and is signed by {Name(Signer)}";
    }

    /// <summary>A good proof, and not the one that was asked for.</summary>
    public sealed record Unexpected(string What, string Wanted, string Found) : ProofRejection("unexpected")
    {
        public override string Text => $"expected {What} {Wanted}, found {Found}";
    }

    /// <param name="What"><c>secret</c> or <c>start</c>.</param>
    public sealed record Secret(string What, Hash32 Promised, Hash32 Found) : ProofRejection("secret")
    {
        public override string Text => $"the {What} hashes to {Found}, the challenge promised {Promised}";
    }

    public sealed record OtherChallenge(Hash32 Challenge, Hash32 Answered) : ProofRejection("otherChallenge")
    {
        public override string Text => $"the commitment answers challenge {Answered}, this is {Challenge}";
    }

    /// <param name="Signer">Null when the signature belongs to no key.</param>
    public sealed record CommitmentSignature(Address Node, Address? Signer) : ProofRejection("commitmentSignature")
    {
        public override string Text => $"the challenge is for node {Node}, the commitment is signed by {Name(Signer)}";
    }

    public sealed record Rounds(uint Asked, int Bytes) : ProofRejection("rounds")
    {
        public override string Text => $"{Asked} rounds have {Asked * Hash32.Size} bytes of roots, found {Bytes}";
    }

    public sealed record Openings(uint Asked, long Expected, int Bytes) : ProofRejection("openings")
    {
        public override string Text => $"{Asked} openings have {Expected} bytes, found {Bytes}";
    }

    public sealed record Commit(Hash32 Committed, Hash32 Computed) : ProofRejection("commit")
    {
        public override string Text => $"committed to {Committed}, the roots give {Computed}";
    }

    public sealed record Receipt(string Problem) : ProofRejection("receipt")
    {
        public override string Text => Problem;
    }

    public sealed record Late(ulong ElapsedNanoseconds, uint DeadlineMilliseconds) : ProofRejection("late")
    {
        public override string Text =>
            $"the commitment took {ElapsedNanoseconds / NanosecondsPerMillisecond:0.######} ms, the deadline is {DeadlineMilliseconds} ms";
    }

    /// <param name="Where">The first of them, e.g. <c>tile (3, 14) of round 2</c>.</param>
    /// <param name="Wrong">How many of the openings: the share of all work that is wrong is near theirs.</param>
    public sealed record Leaf(string Where, Hash32 Opened, Hash32 Computed, int Wrong, uint Of) : ProofRejection("leaf")
    {
        public override string Text => $"{Where} is {Computed}, opened was {Opened}; {Wrong} of {Of} openings are wrong";
    }

    /// <param name="Where">The first of them.</param>
    public sealed record Path(string Where, Hash32 Root, Hash32 Reached, int Wrong, uint Of) : ProofRejection("path")
    {
        public override string Text => $"the path of {Where} leads to {Reached}, not to {Root}; {Wrong} of {Of} paths are wrong";
    }

    /// <summary>Seen only beside other proofs: one GPU under two names.</summary>
    public sealed record SharedGpu(Hash32 Gpu, Address Node, uint Slot, Address OtherNode, uint OtherSlot) : ProofRejection("sharedGpu")
    {
        public override string Text => $"GPU {Gpu} is slot {Slot} of {Node} and slot {OtherSlot} of {OtherNode}";
    }

    /// <summary>Seen only beside other proofs: one challenge answered twice.</summary>
    public sealed record Replayed(Hash32 Challenge) : ProofRejection("replayed")
    {
        public override string Text => $"challenge {Challenge} has been answered before";
    }

    /// <summary>Seen only by who asked: the memory was not filled in time.</summary>
    public sealed record LateFill(ulong ElapsedNanoseconds, uint DeadlineMilliseconds) : ProofRejection("late")
    {
        public override string Text =>
            $"filling the memory took {ElapsedNanoseconds / NanosecondsPerMillisecond:0.######} ms, the deadline is "
            + $"{DeadlineMilliseconds} ms";
    }

    /// <summary>Seen only by who asked: no answer.</summary>
    /// <param name="What"><c>commitment</c>, <c>openings</c>, or <c>word that the memory is filled</c>.</param>
    public sealed record Absent(string What, uint Milliseconds) : ProofRejection("absent")
    {
        public override string Text => $"no {What} within {Milliseconds} ms";
    }

    /// <summary>Seen only by who asked: the node said that it will not answer.</summary>
    public sealed record GivenUp(string Words) : ProofRejection("givenUp")
    {
        public override string Text => $"the node gave up: {Cut(Words)}";
    }

    /// <summary>Seen only by who asked: computed on something that was not asked about, by the node's own word.</summary>
    public sealed record Device(string Found, string Accepted) : ProofRejection("device")
    {
        public override string Text => $"computed by '{Found}', accepted is {Accepted}";
    }

    private static string Name(Address? signer) => signer is { } address ? address.ToString() : "no key";

    private static string Cut(string text) => text.Length > MaxProblem ? text[..MaxProblem] + "…" : text;
}
