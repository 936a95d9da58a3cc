using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof;

/// <summary>Work by the time that a verifier's receipt tells.</summary>
/// <param name="Low">Units a second at least: over all of the time. This is what is paid.</param>
/// <param name="High">Units a second at most: over the time less a round trip.</param>
public sealed record ProofRate(TimeSpan Elapsed, TimeSpan RoundTrip, double Low, double High)
{
    private const double NanosecondsPerSecond = 1e9;
    private const long NanosecondsPerTick = 100;

    public static ProofRate Of(double work, PogReceipt receipt) => new(
        TimeSpan.FromTicks((long)(receipt.Elapsed / NanosecondsPerTick)),
        TimeSpan.FromTicks((long)(receipt.RoundTrip / NanosecondsPerTick)),
        work * NanosecondsPerSecond / receipt.Elapsed,
        work * NanosecondsPerSecond / (receipt.Elapsed - receipt.RoundTrip));
}
