using DePin.Attestation.Json;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// What a reply may say, beyond its shape: a number or a list outside of this is no word of a scheduler, and the reply is refused as a
/// whole before anything of it is believed. Pure.
/// </summary>
internal static class ReplyRules
{
    private const long MostNumber = CanonicalJson.MaxExactInteger;

    /// <summary>An event or a command each millisecond, for 34 years.</summary>
    private const long MostSequence = 1L << 40;

    /// <summary>The last millisecond of the year 9999, Unix time.</summary>
    private const long MostTimeMs = 253_402_300_799_999;

    /// <summary>Milliseconds that a lease lives without renewal: a day.</summary>
    private const long MostTtlMs = 24 * 60 * 60 * 1000;

    /// <summary>Characters of a GPU's UUID.</summary>
    private const int MostGpuName = 256;

    /// <summary>Characters of a session's token.</summary>
    private const int MostToken = 4096;

    /// <summary>The first thing that is wrong, with its value; null when nothing is.</summary>
    public static string? WhyNot(object reply) => reply switch
    {
        SyncReply it => OfSync(it),
        EventsReply it => Outside("ackEvent", it.AckEvent, 0, MostSequence),
        LogReply it => Outside("durable", it.Durable, 0, MostNumber),
        ArtifactReply it => Outside("durable", it.Durable, 0, MostNumber),
        Problem { Durable: { } durable } => Outside("durable", durable, 0, MostNumber),
        SessionReply it => OfSession(it),
        ProofCommitReply it => Outside("openWithinMs", it.OpenWithinMs, 0, MostTtlMs),
        _ => null,
    };

    private static string? OfSync(SyncReply reply) =>
        Outside("ackEvent", reply.AckEvent, 0, MostSequence)
        ?? Outside("heldMs", reply.HeldMs, 0, int.MaxValue)
        ?? Outside("retryAfterMs", reply.RetryAfterMs, 0, int.MaxValue)
        ?? Outside("timeMs", reply.TimeMs ?? 0, 0, MostTimeMs)
        ?? Outside("the number of commands", reply.Commands.Count, 0, WireLimits.CommandsPerSync)
        ?? Outside("the number of leases", reply.Leases.Count, 0, WireLimits.LeasesPerNode)
        ?? reply.Commands.Select(OfCommand).FirstOrDefault(it => it is not null)
        ?? reply.Leases.Select(OfVerdict).FirstOrDefault(it => it is not null);

    private static string? OfCommand(NodeCommand command) =>
        Outside("a command's sequence", command.Sequence, 1, MostSequence)
        ?? command switch
        {
            RunLease { Lease: var lease } => OfLease(lease),
            CancelAttempt cancel => Outside("a cancel's epoch", cancel.Epoch, 0, MostNumber),
            AnswerChallenge { Challenge.Gpu: var gpu } => Outside("the length of a challenge's gpu", gpu.Length, 1, MostGpuName),
            _ => null,
        };

    private static string? OfLease(Lease lease) =>
        Outside("a lease's epoch", lease.Epoch, 0, MostNumber)
        ?? Outside("a lease's ttlMs", lease.TtlMs, 0, MostTtlMs)
        ?? Outside("the number of a lease's gpus", lease.Gpus.Count, 0, WireLimits.GpusPerNode)
        ?? (lease.Checkpoint is { } saved ? OfCheckpoint(saved) : null);

    private static string? OfCheckpoint(SavedCheckpoint saved) =>
        Outside("a checkpoint's number", saved.Number, 1, MostNumber)
        ?? Outside("a checkpoint's bytes", saved.Bytes, 0, MostNumber)
        ?? Outside("a checkpoint's at", saved.At, 0, MostTimeMs)
        ?? Outside("a checkpoint's epoch", saved.Epoch, 0, MostNumber);

    private static string? OfVerdict(LeaseVerdict verdict) =>
        Outside("a lease's epoch", verdict.Epoch, 0, MostNumber) ?? Outside("a lease's ttlMs", verdict.TtlMs, 0, MostTtlMs);

    private static string? OfSession(SessionReply reply) =>
        Outside("timeMs", reply.TimeMs ?? 0, 0, MostTimeMs)
        ?? (reply is SessionGrant { Token: var token } && !(token.Length is > 0 and <= MostToken && token.All(IsVisible))
            ? $"token has {token.Length} characters, and is to be 1 to {MostToken} visible ones of ASCII"
            : null);

    /// <summary>It travels in a header.</summary>
    private static bool IsVisible(char letter) => letter is > ' ' and < '\u007f';

    private static string? Outside(string what, long value, long least, long most) =>
        value >= least && value <= most ? null : FormattableString.Invariant($"{what} is {value}, which is not between {least} and {most}");
}
