using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;

namespace DePin.Scheduler.Auditing;

/// <summary>
/// What a challenge asks for, before it is fitted to a GPU (<see cref="ChallengeSizing"/>). The defaults are the document's.
/// </summary>
public sealed class AuditSizes
{
    /// <summary>Rows and columns of the product. Default: 16384.</summary>
    public uint Side { get; set; } = 16384;

    /// <summary>Bytes of a row: the length of each sum, in <c>fp16</c> half of it. Default: 65536.</summary>
    public uint RowBytes { get; set; } = 65536;

    /// <summary>Tiles opened. Default: 256.</summary>
    public uint Openings { get; set; } = 256;

    /// <summary>ChaCha20 blocks for a word of memory. Default: 64.</summary>
    public uint Work { get; set; } = 64;

    /// <summary>Walks at once. Default: 2^22.</summary>
    public uint Lanes { get; set; } = 1 << 22;

    /// <summary>Lines that a walk reads. Default: 256.</summary>
    public uint Steps { get; set; } = 256;

    /// <summary>Walks opened. Default: 32.</summary>
    public uint LaneOpenings { get; set; } = 32;

    /// <summary>Seconds that the work of a challenge takes a GPU of the expected speed. Default: 10.</summary>
    public double Seconds { get; set; } = 10;

    /// <summary>Milliseconds that filling the memory may take. Default: 2 min.</summary>
    public uint FillDeadlineMs { get; set; } = 120_000;

    /// <summary>Milliseconds that every deadline has on top of the work: for the way there and back, and a start. Default: 2 s.</summary>
    public uint SlackMs { get; set; } = 2000;

    /// <summary>The first field that no verifier would accept; null when all would be.</summary>
    internal ProofRejection? Check()
    {
        PogChallenge[] samples =
        [
            Sample(Arithmetic.Int8, RowBytes), Sample(Arithmetic.Fp16, RowBytes / 2),
            new VramChallenge
            {
                Node = default, Verifier = default, Gpu = default, Slot = 0, Epoch = 0, Nonce = default, SecretDigest = default,
                StartDigest = default, Lines = 1, Work = Work, Lanes = Lanes, Steps = Steps, Rounds = 1, Openings = LaneOpenings,
                IssuedAt = 0, FillDeadline = FillDeadlineMs, Deadline = SlackMs,
            },
        ];
        return samples.Select(ProofLimits.Check).FirstOrDefault(rejection => rejection is not null)
            ?? (double.IsFinite(Seconds) && Seconds > 0 ? null : new ProofRejection.Parameter("seconds", 0, "more than 0"));
    }

    private GemmChallenge Sample(Arithmetic arithmetic, uint length) => new()
    {
        Arithmetic = arithmetic,
        Node = default,
        Verifier = default,
        Gpu = default,
        Slot = 0,
        Epoch = 0,
        Nonce = default,
        SecretDigest = default,
        M = Side,
        N = Side,
        K = length,
        Rounds = 1,
        Openings = Openings,
        IssuedAt = 0,
        Deadline = SlackMs,
    };
}
