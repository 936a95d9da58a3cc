using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Proof;

/// <summary>
/// Verifies a proof on one processor core: no clock, no network, no state, and memory that does not depend on what was challenged
/// (docs/proof-of-gpu.md, "Checks, in order").
/// </summary>
public static class ProofVerifier
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Verifies a file's bytes.</summary>
    public static ProofVerdict Verify(ReadOnlySpan<byte> utf8, ProofExpectations expected)
    {
        try
        {
            return Verify(ProofTranscript.Parse(utf8), expected);
        }
        catch (JsonException refusal)
        {
            return new ProofVerdict.Rejected(new ProofRejection.Malformed(refusal.Message));
        }
    }

    /// <param name="transcript">As <see cref="ProofTranscript.Parse"/> gives it.</param>
    public static ProofVerdict Verify(ProofTranscript transcript, ProofExpectations expected)
    {
        ProofRejection? rejection = ProofLimits.Check(transcript.Challenge.Message);
        if (rejection is not null)
        {
            return new ProofVerdict.Rejected(rejection);
        }

        Hash32 digest = transcript.Challenge.Digest();
        IProofWork work = WorkOf(transcript.Challenge, digest);
        rejection = Challenge(transcript.Challenge, digest, expected)
            ?? Commitment(transcript.Challenge, transcript.Commitment, digest)
            ?? Lengths(transcript, work)
            ?? Committed(transcript)
            ?? Receipt(transcript.Challenge, transcript.Commitment, transcript.Receipt, digest)
            ?? OpeningCheck.Run(transcript, work);
        return rejection is null
            ? new ProofVerdict.Accepted(Facts(transcript, digest))
            : new ProofVerdict.Rejected(rejection);
    }

    /// <summary>
    /// The checks that need no openings: whose commitment it is, of what, and whether it came in time. For who must decide whether to ask
    /// for the openings at all.
    /// </summary>
    public static ProofRejection? CheckCommitment(SignedChallenge challenge, SignedCommitment commitment, SignedReceipt receipt)
    {
        Hash32 digest = challenge.Digest();
        return Commitment(challenge, commitment, digest) ?? Receipt(challenge, commitment, receipt, digest);
    }

    /// <summary>What a verifier recomputes; the challenge's limits have been checked.</summary>
    private static IProofWork WorkOf(SignedChallenge challenge, Hash32 digest) => challenge.Message switch
    {
        GemmChallenge gemm => new GemmWork(gemm, digest),
        VramChallenge vram => new VramWork(
            vram, VramWork.SeedOf(digest, challenge.Start!.Value), new ComputedLines(VramWork.MemoryKey(digest), vram.Work)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ProofRejection? Challenge(SignedChallenge challenge, Hash32 digest, ProofExpectations expected)
    {
        PogChallenge message = challenge.Message;
        if (challenge.Domain is not { Name: Eip712Domain.ProtocolName, Version: Eip712Domain.ProtocolVersion })
        {
            return new ProofRejection.Domain(challenge.Domain);
        }

        if (SignerOtherThan(message.Verifier, challenge.Signature, digest) is (true, var signer))
        {
            return new ProofRejection.ChallengeSignature(message.Verifier, signer);
        }

        ProofRejection? unexpected = Expected("node", expected.Node, message.Node)
            ?? Expected("verifier", expected.Verifier, message.Verifier)
            ?? Expected("challenge", expected.Challenge, digest);
        return unexpected
            ?? Revealed("secret", message.SecretDigest, challenge.Secret!.Value)
            ?? (message is VramChallenge vram ? Revealed("start", vram.StartDigest, challenge.Start!.Value) : null);
    }

    private static ProofRejection.Unexpected? Expected<T>(string what, T? wanted, T found)
        where T : struct, IEquatable<T> =>
        wanted is { } value && !value.Equals(found)
            ? new ProofRejection.Unexpected(what, value.ToString()!, found.ToString()!)
            : null;

    private static ProofRejection.Secret? Revealed(string what, Hash32 promised, Hash32 revealed)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        revealed.CopyTo(bytes);
        Hash32 found = Hash32.Sha256(bytes);
        return found == promised ? null : new ProofRejection.Secret(what, promised, found);
    }

    private static ProofRejection? Commitment(SignedChallenge challenge, SignedCommitment commitment, Hash32 digest)
    {
        if (commitment.Message.Challenge != digest)
        {
            return new ProofRejection.OtherChallenge(digest, commitment.Message.Challenge);
        }

        Address node = challenge.Message.Node;
        Hash32 signed = Eip712.Digest(challenge.Domain, commitment.Message);
        return SignerOtherThan(node, commitment.Signature, signed) is (true, var signer)
            ? new ProofRejection.CommitmentSignature(node, signer)
            : null;
    }

    private static ProofRejection? Lengths(ProofTranscript transcript, IProofWork work)
    {
        PogChallenge challenge = transcript.Challenge.Message;
        if (transcript.Roots.Length != challenge.Rounds * Hash32.Size)
        {
            return new ProofRejection.Rounds(challenge.Rounds, transcript.Roots.Length);
        }

        long openings = challenge.Openings * (1L + work.Depth) * Hash32.Size;
        return transcript.Openings.Length == openings
            ? null
            : new ProofRejection.Openings(challenge.Openings, openings, transcript.Openings.Length);
    }

    private static ProofRejection.Commit? Committed(ProofTranscript transcript)
    {
        Hash32 computed = ProofHash.Commit(transcript.Roots.Span), committed = transcript.Commitment.Message.Commit;
        return computed == committed ? null : new ProofRejection.Commit(committed, computed);
    }

    private static ProofRejection? Receipt(
        SignedChallenge asked, SignedCommitment commitment, SignedReceipt? witnessed, Hash32 digest)
    {
        if (witnessed is not { Message: var receipt, Signature: var signature })
        {
            return null;
        }

        PogChallenge challenge = asked.Message;
        Hash32 commit = commitment.Message.Commit, signed = Eip712.Digest(asked.Domain, receipt);
        if (receipt.Challenge != digest || receipt.Commit != commit)
        {
            return new ProofRejection.Receipt(
                $"it is for challenge {receipt.Challenge} and commit {receipt.Commit}, these are {digest} and {commit}");
        }

        if (SignerOtherThan(challenge.Verifier, signature, signed) is (true, var signer))
        {
            string by = signer is { } address ? address.ToString() : "no key";
            return new ProofRejection.Receipt($"the challenge names verifier {challenge.Verifier}, the receipt is signed by {by}");
        }

        if (receipt.RoundTrip >= receipt.Elapsed)
        {
            return new ProofRejection.Receipt($"a round trip of {receipt.RoundTrip} ns in {receipt.Elapsed} ns leaves no time for work");
        }

        return receipt.Elapsed > challenge.Deadline * NanosecondsPerMillisecond
            ? new ProofRejection.Late(receipt.Elapsed, challenge.Deadline)
            : null;
    }

    private static (bool Other, Address? Signer) SignerOtherThan(Address wanted, Signature signature, Hash32 digest)
    {
        Address? signer = signature.TryRecover(digest, out Address address) ? address : null;
        return (signer != wanted, signer);
    }

    private static ProofFacts Facts(ProofTranscript transcript, Hash32 digest)
    {
        ProofFacts facts = new(digest, transcript.Challenge.Message, transcript.Commitment.Message.Device, null);
        return transcript.Receipt is { } receipt ? facts with { Rate = ProofRate.Of(facts.Work, receipt.Message) } : facts;
    }
}
