using System.Globalization;
using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>Why a proof is refused: every way there is, each with the values that disagree (docs/proof-of-gpu.md, "Checks").</summary>
public abstract record ProofRejection
{
    private ProofRejection(string reason, FormattableString text)
    {
        Reason = reason;
        Text = text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The reason's stable name.</summary>
    public string Reason { get; }

    /// <summary>What disagrees, in one sentence without a full stop.</summary>
    public string Text { get; }

    public sealed override string ToString() => $"{Reason}: {Text}";

    /// <summary>Not a transcript.</summary>
    public sealed record Malformed(string Problem) : ProofRejection("malformed", $"{Problem}");

    /// <summary>The challenge asks for more, or less, than may be asked for.</summary>
    public sealed record Parameter(string Field, ulong Value, string Allowed)
        : ProofRejection("parameter", $"{Field} is {Value}, allowed is {Allowed}");

    public sealed record Domain(Eip712Domain Found)
        : ProofRejection("domain", $"signed for {Found.Name} version {Found.Version}, not for this protocol");

    /// <param name="Signer">Null when the signature belongs to no key.</param>
    public sealed record ChallengeSignature(Address Verifier, Address? Signer)
        : ProofRejection("challengeSignature", $"the challenge names verifier {Verifier} and is signed by {Name(Signer)}");

    /// <summary>A good proof, and not the one that was asked for.</summary>
    public sealed record Unexpected(string What, string Wanted, string Found)
        : ProofRejection("unexpected", $"expected {What} {Wanted}, found {Found}");

    /// <param name="What"><c>secret</c> or <c>start</c>.</param>
    public sealed record Secret(string What, Hash32 Promised, Hash32 Found)
        : ProofRejection("secret", $"the {What} hashes to {Found}, the challenge promised {Promised}");

    public sealed record OtherChallenge(Hash32 Challenge, Hash32 Answered)
        : ProofRejection("otherChallenge", $"the commitment answers challenge {Answered}, this is {Challenge}");

    /// <param name="Signer">Null when the signature belongs to no key.</param>
    public sealed record CommitmentSignature(Address Node, Address? Signer)
        : ProofRejection("commitmentSignature", $"the challenge is for node {Node}, the commitment is signed by {Name(Signer)}");

    public sealed record Rounds(uint Asked, int Bytes)
        : ProofRejection("rounds", $"{Asked} rounds have {Asked * Hash32.Size} bytes of roots, found {Bytes}");

    public sealed record Openings(uint Asked, long Expected, int Bytes)
        : ProofRejection("openings", $"{Asked} openings have {Expected} bytes, found {Bytes}");

    public sealed record Commit(Hash32 Committed, Hash32 Computed)
        : ProofRejection("commit", $"committed to {Committed}, the roots give {Computed}");

    public sealed record Receipt(string Problem) : ProofRejection("receipt", $"{Problem}");

    public sealed record Late(ulong ElapsedNanoseconds, uint DeadlineMilliseconds)
        : ProofRejection("late", $"the commitment took {ElapsedNanoseconds / 1e6:0.###} ms, the deadline is {DeadlineMilliseconds} ms");

    /// <param name="Where">The first of them, e.g. <c>tile (3, 14) of round 2</c>.</param>
    /// <param name="Wrong">How many of the openings: the share of all work that is wrong is near theirs.</param>
    public sealed record Leaf(string Where, Hash32 Opened, Hash32 Computed, int Wrong, uint Of)
        : ProofRejection("leaf", $"{Where} is {Computed}, opened was {Opened}; {Wrong} of {Of} openings are wrong");

    /// <param name="Where">The first of them.</param>
    public sealed record Path(string Where, Hash32 Root, Hash32 Reached, int Wrong, uint Of)
        : ProofRejection("path", $"the path of {Where} leads to {Reached}, not to {Root}; {Wrong} of {Of} paths are wrong");

    /// <summary>Seen only beside other proofs: one GPU under two names.</summary>
    public sealed record SharedGpu(Hash32 Gpu, Address Node, uint Slot, Address OtherNode, uint OtherSlot)
        : ProofRejection("sharedGpu", $"GPU {Gpu} is slot {Slot} of {Node} and slot {OtherSlot} of {OtherNode}");

    /// <summary>Seen only beside other proofs: one challenge answered twice.</summary>
    public sealed record Replayed(Hash32 Challenge) : ProofRejection("replayed", $"challenge {Challenge} has been answered before");

    private static string Name(Address? signer) => signer is { } address ? address.ToString() : "no key";
}
