using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>One attempt as the journal holds it.</summary>
public sealed record Attempt
{
    public required Lease Lease { get; init; }

    public required AttemptState State { get; init; }

    /// <summary>Null while nobody wants it to end.</summary>
    public StopOrder? Stop { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long AcceptedAt { get; init; }

    /// <summary>When the lease expires unless renewed, on the boot clock of <see cref="KernelBoot"/>.</summary>
    public required TimeSpan LeaseUntil { get; init; }

    /// <summary>The boot whose clock <see cref="LeaseUntil"/> is read from.</summary>
    public required Guid KernelBoot { get; init; }

    public AttemptId Id => Lease.Attempt;

    /// <summary>Where it is, in the words of the protocol.</summary>
    public AttemptPhase Phase => State switch
    {
        AttemptState.Accepted => AttemptPhase.Accepted,
        AttemptState.Preparing or AttemptState.Created => AttemptPhase.Preparing,
        AttemptState.Running => AttemptPhase.Running,
        AttemptState.Exited => AttemptPhase.Collecting,
        _ => AttemptPhase.Delivering,
    };

    /// <summary>What will be, or was, attested; null before it is known and after the end.</summary>
    public Conclusion? Conclusion => State switch
    {
        AttemptState.Concluded { Conclusion: var it } => it,
        AttemptState.Sealed { Conclusion: var it } => it,
        AttemptState.Acknowledged { Conclusion: var it } => it,
        _ => null,
    };

    /// <summary>When its process started, Unix milliseconds; null while it has not, or never did.</summary>
    public long? StartedAt => State switch
    {
        AttemptState.Running { Start: var start } => start.At,
        AttemptState.Exited { Run: var run } => run.StartedAt,
        _ => Conclusion is { ExitCode: not Conclusions.NoExitCode } it ? it.StartedAt : null,
    };

    /// <summary>When its process, or the attempt that had none, ended, Unix milliseconds; null while it has not.</summary>
    public long? EndedAt => State switch
    {
        AttemptState.Exited { Run: var run } => run.FinishedAt,
        AttemptState.Ended { At: var at } => at,
        _ => Conclusion?.FinishedAt,
    };

    /// <summary>The node still claims the lease: the scheduler is asked to renew it.</summary>
    public bool IsHeld => State is not (AttemptState.Acknowledged or AttemptState.Lost or AttemptState.Ended);

    /// <summary>A container of it may exist and be wanted.</summary>
    public bool WantsContainer => State is AttemptState.Preparing or AttemptState.Created or AttemptState.Running or AttemptState.Exited;
}
