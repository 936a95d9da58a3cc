using DePin.Protocol.Jobs;

namespace DePin.Scheduler.Jobs;

/// <summary>What the file format has and this scheduler has not yet: refused, never ignored. Pure.</summary>
/// <remarks>The same list stands in docs/job-spec.md; what is built here leaves both.</remarks>
internal static class JobSupport
{
    /// <summary>Everything in the job that this scheduler cannot do, in the order of the file's lines.</summary>
    public static IReadOnlyList<SpecError> Missing(JobSpecResult job)
    {
        JobSpec spec = job.Spec!;
        List<SpecError> errors = [];
        if (spec.Kind != JobKind.Batch)
        {
            errors.Add(job.ErrorAt("kind", Word(spec.Kind), "is not run by this scheduler yet",
                "submit a batch job: leave kind and service out"));
        }

        errors.AddRange(spec.Secrets.Select((name, index) => job.ErrorAt($"secrets[{index}]", name,
            "names a secret, and this scheduler keeps none yet", "submit the job without secrets")));
        if (spec.Verification.Class != VerificationClass.None)
        {
            errors.Add(job.ErrorAt("verification.class", Word(spec.Verification.Class), "is not checked by this scheduler yet",
                "leave verification out, or write none"));
        }

        return [.. errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
