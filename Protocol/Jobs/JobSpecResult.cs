using System.Diagnostics.CodeAnalysis;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs;

/// <summary>A job file as read: the spec, or everything that is wrong with the file in the order of its lines.</summary>
public sealed class JobSpecResult
{
    private readonly SpecNode? _root;

    private JobSpecResult(JobSpec? spec, SpecNode? root, IReadOnlyList<SpecError> errors)
    {
        Spec = spec;
        _root = root;
        Errors = errors;
    }

    public JobSpec? Spec { get; }

    /// <summary>Empty exactly when there is a spec; at most <see cref="JobLimits.MaxErrors"/> and one that counts the rest.</summary>
    public IReadOnlyList<SpecError> Errors { get; }

    [MemberNotNullWhen(true, nameof(Spec))]
    public bool IsValid => Spec is not null;

    /// <summary>Something that the format allows and its reader's user does not, told like the reader's own errors.</summary>
    /// <param name="key">Dotted path of a key of <see cref="Spec"/>; one that is not written stands where its map does.</param>
    /// <param name="value">What was written; null when there is none.</param>
    public SpecError ErrorAt(string key, string? value, string message, string remedy)
    {
        Position at = _root is null ? new Position(1, 1) : NodeSearch.At(_root, key);
        return new SpecError(at.Line, at.Column, key, value is null ? null : ErrorLog.Shown(value), message, remedy);
    }

    internal static JobSpecResult Of(JobSpec spec, SpecNode root) => new(spec, root, []);

    internal static JobSpecResult Refused(IReadOnlyList<SpecError> errors) => new(null, null, errors);
}
