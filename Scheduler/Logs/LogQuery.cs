using DePin.Protocol;

namespace DePin.Scheduler.Logs;

/// <param name="Attempt">Null for the newest.</param>
/// <param name="Follow">Stay until the attempt has ended and its log is whole.</param>
internal sealed record LogQuery(JobId Job, AttemptId? Attempt, long Offset, bool Follow);
