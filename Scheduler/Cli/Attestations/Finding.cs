using DePin.Attestation.Envelopes;

namespace DePin.Scheduler.Cli.Attestations;

/// <summary>One check of <c>attestation verify</c>: those of <see cref="AttestationVerifier"/>, and those against other files.</summary>
/// <param name="Check">Stable name: <c>envelope</c>, <c>nodeSignature</c>, …, <c>specDigest</c>, <c>outputs</c>.</param>
/// <param name="Result"><c>ok</c>, <c>fail</c>, or <c>absent</c> when there was nothing to look at and that is no fault.</param>
/// <param name="Detail">What was found, in one sentence.</param>
internal sealed record Finding(string Check, string Result, string Detail)
{
    public const string Ok = "ok";
    public const string Fail = "fail";
    public const string Absent = "absent";

    public static Finding Of(AttestationFinding finding)
    {
        string name = finding.Check.ToString();
        string result = finding.Status switch
        {
            FindingStatus.Passed => Ok,
            FindingStatus.Failed => Fail,
            _ => Absent,
        };
        return new Finding(char.ToLowerInvariant(name[0]) + name[1..], result, finding.Detail);
    }
}
