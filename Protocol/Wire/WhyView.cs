namespace DePin.Protocol.Wire;

/// <summary>Why a job waits: per constraint, how many nodes fail it, and the cheapest change that would place it.</summary>
public sealed record WhyView(JobId Job, string Summary, int Nodes, IReadOnlyList<WhyConstraint> Constraints)
{
    /// <summary>The attempts that ended so far, with the verdict on each: why the job waits again, or has ended.</summary>
    public IReadOnlyList<AttemptView> Ended { get; init => field = value ?? []; } = [];
}
