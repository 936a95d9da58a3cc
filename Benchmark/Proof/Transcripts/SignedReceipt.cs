using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof.Transcripts;

/// <summary>A receipt with the verifier's signature.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SignedReceipt(PogReceipt Message, Signature Signature)
{
    /// <summary>The word of <paramref name="verifier"/>, who asked, for how long a commitment took.</summary>
    /// <param name="commit">The hash that was committed to.</param>
    public static SignedReceipt Of(
        SignedChallenge challenge, Hash32 commit, TimeSpan elapsed, TimeSpan roundTrip, PrivateKey verifier)
    {
        PogReceipt message = new()
        {
            Challenge = challenge.Digest(),
            Commit = commit,
            Elapsed = (ulong)elapsed.Ticks * TimeSpan.NanosecondsPerTick,
            RoundTrip = (ulong)roundTrip.Ticks * TimeSpan.NanosecondsPerTick,
        };
        return new SignedReceipt(message, verifier.Sign(Eip712.Digest(challenge.Domain, message)));
    }
}
