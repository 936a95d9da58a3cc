using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Engine;

/// <summary>A call that was refused: a value, so that every layer can pass it on until the edge turns it into a problem reply.</summary>
/// <param name="Detail">The fact that failed, with the value that was wrong.</param>
/// <param name="Remedy">What to do next.</param>
internal sealed record Refusal(ProblemCode Code, string Detail, string Remedy)
{
    /// <summary>For <see cref="ProblemCode.OffsetMismatch"/>: where to go on.</summary>
    public long? Durable { get; init; }

    /// <summary>For a job that is refused: every mistake.</summary>
    public IReadOnlyList<SpecError>? Errors { get; init; }

    public static Refusal LeaseLost(string fact) =>
        new(ProblemCode.LeaseLost, fact, "stop this attempt; the scheduler has given the job a new lease or ended it");

    public static Refusal NotFound(string what, string name) =>
        new(ProblemCode.NotFound, $"there is no {what} '{name}' that this token may see",
            $"check the {what}'s name, or list what there is");

    public static Refusal Rejected(string fact, string remedy) => new(ProblemCode.Rejected, fact, remedy);

    public static Refusal Stopping { get; } =
        new(ProblemCode.Unavailable, "the scheduler is stopping", "repeat the call in a few seconds; nothing was changed");

    public static Refusal Overloaded { get; } =
        new(ProblemCode.Unavailable, "too many requests are waiting to be decided",
            "repeat the call in a few seconds; nothing was changed");

    public static Refusal NotStored { get; } =
        new(ProblemCode.Unavailable, "the change could not be made durable", "repeat the call in a few seconds; nothing was changed");

    public static Refusal DiskFull { get; } =
        new(ProblemCode.StorageFull, "the scheduler's disk is full",
            "make room on the scheduler's disk, then repeat the call; nothing was changed");
}
