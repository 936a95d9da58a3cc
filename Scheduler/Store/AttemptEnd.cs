using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Scheduler.Store;

/// <summary>How an attempt ended.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Outcome">Null when its node was lost and attested nothing.</param>
/// <param name="LimitsHit">In the words of the job file.</param>
/// <param name="LostMs">Milliseconds of work after the last checkpoint, to be done again.</param>
internal sealed record AttemptEnd(
    long At, Outcome? Outcome, int? ExitCode, string Reason, IReadOnlyList<string> LimitsHit, Hash32? Attestation,
    long LostMs = 0);
