using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>A proof for people.</summary>
internal static class ProofText
{
    /// <summary>E.g. <c>GPU-…: fp16 accepted 3 min ago</c>.</summary>
    public static string Line(OwnerProof proof, DateTimeOffset now)
    {
        string state = (proof.EndedAt, proof.State) switch
        {
            (null, _) => $"being answered for {Ago(proof.AskedAt)}",
            ({ } at, { } verdict) => $"{verdict.ToString().ToLowerInvariant()} {Ago(at)} ago",
            ({ } at, null) => $"not answered, {Ago(at)} ago",
        };
        string reason = proof.Reason is null ? "" : $" ({HumanText.Words(proof.Reason)})";
        return $"{HumanText.Words(proof.Gpu)}: {proof.Proof.ToString().ToLowerInvariant()} {state}{reason}";

        string Ago(long unixMs) => HumanText.Span(now - DateTimeOffset.FromUnixTimeMilliseconds(unixMs));
    }
}
