using DePin.Attestation;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary>What <c>pog verify --json</c> says of one file.</summary>
/// <param name="Reason">The rejection's stable name; absent when the proof is right.</param>
/// <param name="Detail">What disagrees.</param>
/// <param name="Digest">The challenge's, when the proof is right, as all that follows.</param>
/// <param name="Device">What computed it, by the node's word.</param>
/// <param name="Work">Operations, or bytes read.</param>
/// <param name="WorkPerSecondLow">Absent where nobody has witnessed how long it took.</param>
/// <param name="UndetectedAtOnePercent">The probability that the same proof with 1 % of the work left out is accepted.</param>
internal sealed record PogFileJson(
    string File,
    bool Valid,
    string? Reason = null,
    string? Detail = null,
    Hash32? Digest = null,
    PogChallenge? Challenge = null,
    [property: System.Text.Json.Serialization.JsonConverter(typeof(ProofDeviceJsonConverter))] ProofDevice? Device = null,
    double? Work = null,
    double? WorkPerSecondLow = null,
    double? WorkPerSecondHigh = null,
    double? ElapsedSeconds = null,
    double? UndetectedAtOnePercent = null)
{
    public static PogFileJson Of(string file, ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Rejected { Rejection: var rejection } => new(file, false, rejection.Reason, rejection.Text),
        ProofVerdict.Accepted { Facts: var facts } => new(
            file,
            true,
            Digest: facts.Digest,
            Challenge: facts.Challenge,
            Device: facts.Device,
            Work: facts.Work,
            WorkPerSecondLow: facts.Rate?.Low,
            WorkPerSecondHigh: facts.Rate?.High,
            ElapsedSeconds: facts.Rate?.Elapsed.TotalSeconds,
            UndetectedAtOnePercent: facts.Undetected(0.01)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
