using System.Globalization;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary>What was proven of a GPU, for people, beside what its node says.</summary>
internal static class ProofText
{
    private const double Tera = 1e12;
    private const double Giga = 1e9;

    public static string Kind(ProofKind proof) => proof.ToString().ToLowerInvariant();

    public static Cell State(ProofState state) => state switch
    {
        ProofState.Asked => new("asked", Tone.Waiting),
        ProofState.Committed => new("committed", Tone.Waiting),
        ProofState.Accepted => new("accepted", Tone.Good),
        ProofState.Rejected => new("rejected", Tone.Bad),
        ProofState.Void => new("void", Tone.Faint),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>E.g. <c>612.4 to 613.1 TOP/s (cuda)</c>.</summary>
    public static string Interval(ProvenFigure figure)
    {
        (double scale, string unit) = figure.Proof == ProofKind.Vram ? (Giga, "GB/s") : (Tera, "TOP/s");
        string memory = figure.Bytes is { } bytes ? $"{Display.Bytes(bytes)} at " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{memory}{figure.Low / scale:0.####} to {figure.High / scale:0.####} {unit} ({figure.Device.ToString().ToLowerInvariant()})");
    }

    public static void Write(CliOutput output, GpuCapacity said, GpuProofs known, DateTimeOffset now)
    {
        output.Line($"gpu       {said.Uuid}  {said.Model}, {Display.Bytes(said.VramBytes)} by the node's word");
        foreach (ProvenFigure figure in known.Figures)
        {
            output.Line($"  proven {Kind(figure.Proof),-7}  {Interval(figure)}, {Display.Age(figure.At, now)} ago");
        }

        if (known.Problem is { } problem)
        {
            string retry = known.RetryAt is { } at && at > now.ToUnixTimeMilliseconds() ? $"; asked again at {Display.Time(at)}" : "";
            output.Line($"  unproven        {problem}{retry}");
        }

        if (known.Asked is { } asked)
        {
            output.Line($"  asked           for {Kind(asked)}, now");
        }
    }
}
