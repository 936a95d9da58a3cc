using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.Scheduler.Cli.Jobs;

namespace DePin.Scheduler.Cli.Attestations;

/// <summary>The result of a verification for people.</summary>
internal static class VerificationText
{
    /// <param name="evidence">Standard output is for the evidence's exact bytes, and the checks go to standard error.</param>
    public static void Write(
        string path,
        AttestationEnvelope? envelope,
        IReadOnlyList<Finding> findings,
        bool valid,
        bool evidence,
        CliOutput output)
    {
        if (evidence && envelope is not null)
        {
            output.Raw(envelope.Evidence.Span);
            foreach (Finding finding in findings)
            {
                output.Note($"{finding.Result,-6}  {finding.Check,-17}  {finding.Detail}");
            }

            output.Note(Verdict(path, envelope, findings, valid));
            return;
        }

        TextTable table = new("RESULT", "CHECK", "DETAIL");
        foreach (Finding finding in findings)
        {
            table.Add(new Cell(finding.Result, ToneOf(finding)), finding.Check, finding.Detail);
        }

        output.Table(table);
        output.Line("");
        output.Line(Verdict(path, envelope, findings, valid));
    }

    private static string Verdict(string path, AttestationEnvelope? envelope, IReadOnlyList<Finding> findings, bool valid)
    {
        if (!valid || envelope is null)
        {
            string failed = string.Join(", ", findings.Where(finding => finding.Result == Finding.Fail).Select(finding => finding.Check));
            return $"{path} does NOT verify: {failed}";
        }

        WorkAttestation message = envelope.Message;
        string ended = $"job {message.JobId} ended {JobText.Word(message.Outcome)}";
        return $"{path} verifies: node {message.Node} attests that {ended}, digest {envelope.Digest()}";
    }

    private static Tone ToneOf(Finding finding) => finding.Result switch
    {
        Finding.Ok => Tone.Good,
        Finding.Fail => Tone.Bad,
        _ => Tone.Faint,
    };
}
