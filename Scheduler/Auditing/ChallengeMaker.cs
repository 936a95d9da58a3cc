using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Scheduler.Auditing;

/// <summary>Makes challenges of orders: nonces, secrets, signatures.</summary>
internal sealed class ChallengeMaker(PrivateKey verifier, Eip712Domain domain, TimeProvider time)
{
    /// <summary>Challenges of one epoch, to be sent at one moment.</summary>
    public IReadOnlyList<ChallengeRow> Make(IReadOnlyList<AuditOrder> orders)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. orders.Select(order => Make(order, now))];
    }

    private ChallengeRow Make(AuditOrder order, long now)
    {
        Hash32 secret = Hash32.Random();
        Hash32? start = order.Size is ChallengeSize.Vram ? Hash32.Random() : null;
        PogChallenge message = order.Size switch
        {
            ChallengeSize.Gemm size => Gemm(order, size, secret, now),
            ChallengeSize.Vram size => Vram(order, size, secret, start!.Value, now),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        SignedChallenge signed = SignedChallenge.Of(domain, message, verifier) with { Secret = secret, Start = start };
        return new ChallengeRow { Id = signed.Digest(), Gpu = order.Gpu, Proof = order.Proof, AskedAt = now, Challenge = signed };
    }

    private GemmChallenge Gemm(AuditOrder order, ChallengeSize.Gemm size, Hash32 secret, long now) => new()
    {
        Arithmetic = size.Arithmetic,
        Node = order.Node,
        Verifier = verifier.Address,
        Gpu = PogChallenge.HashOf(order.Gpu),
        Slot = order.Slot,
        Epoch = (ulong)now,
        Nonce = Hash32.Random(),
        SecretDigest = Hash32.Sha256(secret.ToArray()),
        M = size.Side,
        N = size.Side,
        K = size.Length,
        Rounds = size.Rounds,
        Openings = size.Openings,
        IssuedAt = (ulong)(now / 1000),
        Deadline = size.DeadlineMs,
    };

    private VramChallenge Vram(AuditOrder order, ChallengeSize.Vram size, Hash32 secret, Hash32 start, long now) => new()
    {
        Node = order.Node,
        Verifier = verifier.Address,
        Gpu = PogChallenge.HashOf(order.Gpu),
        Slot = order.Slot,
        Epoch = (ulong)now,
        Nonce = Hash32.Random(),
        SecretDigest = Hash32.Sha256(secret.ToArray()),
        StartDigest = Hash32.Sha256(start.ToArray()),
        Lines = size.Lines,
        Work = size.Work,
        Lanes = size.Lanes,
        Steps = size.Steps,
        Rounds = size.Rounds,
        Openings = size.Openings,
        IssuedAt = (ulong)(now / 1000),
        FillDeadline = size.FillDeadlineMs,
        Deadline = size.DeadlineMs,
    };
}
