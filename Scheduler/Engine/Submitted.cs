using DePin.Protocol;

namespace DePin.Scheduler.Engine;

/// <param name="Created">False when the idempotency key named a job that was here already.</param>
internal sealed record Submitted(JobId Job, bool Created);
