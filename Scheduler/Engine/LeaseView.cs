using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>A live lease, the job it is for, and the files delivered under it, as the engine has them at this moment.</summary>
internal sealed record LeaseView(JobRow Job, AttemptRow Attempt, IReadOnlyList<ArtifactEntry> Artifacts);
