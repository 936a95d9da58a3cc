using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Jobs;

/// <summary>Takes a job file: reads it, says everything that is wrong with it, and hands the engine a job.</summary>
/// <param name="newId">Names a job.</param>
internal sealed class JobIntake(SchedulerEngine engine, StoreReader reader, BlobStore blobs, TimeProvider time, Func<JobId> newId)
{
    /// <summary>Names one submission: a repeat under the same key finds the job that the first one made.</summary>
    public static readonly TextParameter IdempotencyKey = new("Idempotency-Key", ParameterLocation.Header,
        "Names this submission: a repeat under the same key gets the job of the first.", "1 to 200 printable ASCII characters",
        "[!-~]{1,200}");

    /// <exception cref="RefusedException">The file or its inputs are refused, or the job could not be stored.</exception>
    public async Task<Submitted> SubmitAsync(HttpContext context, Caller caller, CancellationToken token)
    {
        JobFormat format = Format(context);
        string? key = IdempotencyKey.ReadOrNull(context);
        ReadOnlyMemory<byte> file = await RequestBody.ReadAsync(context, WireLimits.JobBodyBytes, token);
        JobSpecResult result = JobSpecReader.Read(file.Span, format);
        if (!result.IsValid)
        {
            throw Refused(ProblemCode.InvalidJob, result.Errors);
        }

        JobSpec spec = result.Spec;
        JobRow row = new()
        {
            Id = newId(),
            Owner = caller.Token.Id,
            IdempotencyKey = key,
            Spec = spec,
            SpecDigest = spec.Digest(),
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        if (key is not null && reader.FindJob(row.Owner, key) is { } first)
        {
            return first.SpecDigest == row.SpecDigest
                ? new Submitted(first.Id, false)
                : throw new RefusedException(Submitting.IdempotencyConflict(key, first));
        }

        CheckSupport(result);
        using IDisposable pin = blobs.Pin(spec.Inputs.Values);
        CheckInputs(result, caller);

        // Waited for to the end, also when the caller has left: the pin must outlive the decision.
        return (await engine.AskAsync(new EngineRequest.Submit(row), CancellationToken.None)).OrThrow();
    }

    private static void CheckSupport(JobSpecResult job)
    {
        if (JobSupport.Missing(job) is { Count: > 0 } missing)
        {
            throw Refused(ProblemCode.Rejected, missing);
        }
    }

    private void CheckInputs(JobSpecResult job, Caller caller)
    {
        SpecError[] missing =
        [
            .. job.Spec!.Inputs
                .Where(input => !blobs.Exists(input.Value) || !(reader.OwnsBlob(input.Value, caller.Token.Id) || caller.SeesEveryJob))
                .Select(input => job.ErrorAt($"inputs.{input.Key}", input.Value.ToString(), "is not here",
                    $"bring it first: PUT {Routes.Blob(input.Value)}")),
        ];
        if (missing.Length > 0)
        {
            throw Refused(ProblemCode.Rejected, missing);
        }
    }

    private static RefusedException Refused(ProblemCode code, IReadOnlyList<SpecError> errors) => new(
        new Refusal(code, errors[0].ToString(), "correct everything listed under errors") { Errors = errors });

    private static JobFormat Format(HttpContext context)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        return type switch
        {
            "application/json" => JobFormat.Json,
            "application/yaml" or "application/x-yaml" or "text/yaml" => JobFormat.Yaml,
            _ => throw new RefusedException(RequestBody.UnsupportedType(context, "application/yaml or application/json")),
        };
    }
}
