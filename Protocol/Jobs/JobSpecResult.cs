using System.Diagnostics.CodeAnalysis;

namespace DePin.Protocol.Jobs;

/// <summary>A job file as read: the spec, or everything that is wrong with the file in the order of its lines.</summary>
public sealed class JobSpecResult
{
    private JobSpecResult(JobSpec? spec, IReadOnlyList<SpecError> errors)
    {
        Spec = spec;
        Errors = errors;
    }

    public JobSpec? Spec { get; }

    /// <summary>Empty exactly when there is a spec; at most <see cref="JobLimits.MaxErrors"/> and one that counts the rest.</summary>
    public IReadOnlyList<SpecError> Errors { get; }

    [MemberNotNullWhen(true, nameof(Spec))]
    public bool IsValid => Spec is not null;

    internal static JobSpecResult Of(JobSpec spec) => new(spec, []);

    internal static JobSpecResult Refused(IReadOnlyList<SpecError> errors) => new(null, errors);
}
