using System.Text.Json;

namespace DePin.Protocol.Jobs;

/// <summary>A wire message holds a job spec that breaks a rule. Every error is there, not only the first.</summary>
public sealed class JobSpecException(IReadOnlyList<SpecError> errors)
    : JsonException($"the job spec is refused: {string.Join("; ", errors)}")
{
    public IReadOnlyList<SpecError> Errors { get; } = errors;
}
