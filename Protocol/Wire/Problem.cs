using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>An error reply (RFC 9457 problem details): what happened, with the value that was wrong, and what to do next.</summary>
public sealed record Problem
{
    /// <summary>A URI that names the kind of problem: <c>urn:depin:problem:</c> and the code.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>The stable name programs decide by.</summary>
    public required ProblemCode Code { get; init; }

    /// <summary>The fact that failed, with the value that was wrong.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do next.</summary>
    public required string Remedy { get; init; }

    /// <summary>For <see cref="ProblemCode.OffsetMismatch"/>: the offset to go on from.</summary>
    public long? Durable { get; init; }

    /// <summary>
    /// For <see cref="ProblemCode.InvalidJob"/>: every mistake of the job file. For a <see cref="ProblemCode.Rejected"/> job: everything in
    /// it that this scheduler cannot do yet, or every input that is not here.
    /// </summary>
    public IReadOnlyList<SpecError>? Errors { get; init; }
}
