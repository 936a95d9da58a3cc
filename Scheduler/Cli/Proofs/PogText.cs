using System.Globalization;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary>A verdict for people.</summary>
internal static class PogText
{
    private const double Tera = 1e12;
    private const double Giga = 1e9;

    public static void Write(string file, ProofVerdict verdict, CliOutput output)
    {
        switch (verdict)
        {
            case ProofVerdict.Rejected { Rejection: var rejection }:
                output.Line($"{file} does NOT verify: {rejection}");
                break;
            case ProofVerdict.Accepted { Facts: var facts }:
                Write(facts, output);
                output.Line($"{file} verifies: node {facts.Challenge.Node} answered verifier {facts.Challenge.Verifier}");
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void Write(ProofFacts facts, CliOutput output)
    {
        TextTable table = new("WHAT", "FOUND");
        table.Add("challenge", facts.Digest.ToString());
        table.Add("proof", Proof(facts.Challenge));
        table.Add("device", $"{facts.Device.ToString().ToLowerInvariant()}, by the node's own word");
        table.Add("work", Amount(facts.Challenge, facts.Work));
        table.Add("openings", string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.Challenge.Openings} recomputed; with 1 % of the work left out it passes at {facts.Undetected(0.01):0.0e0}, "
            + $"with 5 % at {facts.Undetected(0.05):0.0e0}"));
        table.Add("rate", Rate(facts));
        output.Table(table);
    }

    private static string Proof(PogChallenge challenge) => challenge switch
    {
        GemmChallenge gemm => $"PoG-GEMM v1, {gemm.Arithmetic.ToString().ToLowerInvariant()}, {gemm.M} x {gemm.N} x {gemm.K}, "
            + $"{gemm.Rounds} rounds",
        VramChallenge vram => $"PoG-VRAM v2, {vram.Lines} lines of 128 bytes, {vram.Lanes} lanes of {vram.Steps} steps, "
            + $"{vram.Rounds} rounds",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Rate(ProofFacts facts) => facts.Rate is not { } rate
        ? "unknown: nobody has witnessed when the commitment came, so this shows that the work is right and not how fast it was"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Amount(facts.Challenge, rate.Low)}/s to {Amount(facts.Challenge, rate.High)}/s: {rate.Elapsed.TotalSeconds:0.###} s by the "
            + $"verifier's clock, round trip {rate.RoundTrip.TotalMilliseconds:0.###} ms");

    private static string Amount(PogChallenge challenge, double value) => challenge is VramChallenge
        ? string.Create(CultureInfo.InvariantCulture, $"{value / Giga:0.####} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{value / Tera:0.####} TOP");
}
