using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Jobs;

/// <summary>Takes a job file: reads it, says everything that is wrong with it, and hands the engine a job.</summary>
/// <param name="newId">Names a job.</param>
internal sealed class JobIntake(SchedulerEngine engine, StoreReader reader, BlobStore blobs, TimeProvider time, Func<JobId> newId)
{
    private const int MaxKey = 200;

    /// <exception cref="RefusedException">The file or its inputs are refused, or the job could not be stored.</exception>
    public async Task<Submitted> SubmitAsync(HttpContext context, Caller caller, CancellationToken token)
    {
        JobFormat format = Format(context);
        string? key = IdempotencyKey(context);
        ReadOnlyMemory<byte> file = await RequestBody.ReadAsync(context, WireLimits.JobBodyBytes, token);
        JobSpecResult result = JobSpecReader.Read(file.Span, format);
        if (!result.IsValid)
        {
            throw new RefusedException(new Refusal(ProblemCode.InvalidJob, result.Errors[0].ToString(),
                "correct every mistake listed under errors")
            { Errors = result.Errors });
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

        CheckSupport(spec);
        CheckInputs(spec, caller);
        return (await engine.AskAsync(new EngineRequest.Submit(row), token)).OrThrow();
    }

    /// <summary>What the file format has and this scheduler has not: refused, never ignored.</summary>
    private static void CheckSupport(JobSpec spec)
    {
        if (spec.Kind != JobKind.Batch)
        {
            throw new RefusedException(Refusal.Rejected($"kind is {spec.Kind.ToString().ToLowerInvariant()}",
                "submit a batch job: this scheduler does not run services yet"));
        }

        if (spec.Secrets.Count > 0)
        {
            throw new RefusedException(Refusal.Rejected($"secrets names {spec.Secrets[0]}",
                "submit the job without secrets: this scheduler keeps none yet"));
        }
    }

    private void CheckInputs(JobSpec spec, Caller caller)
    {
        foreach ((ContainerPath path, ContentHash hash) in spec.Inputs)
        {
            if (!blobs.Exists(hash) || !(reader.OwnsBlob(hash, caller.Token.Id) || caller.SeesEveryJob))
            {
                throw new RefusedException(Refusal.Rejected($"input {path} names {hash}, which is not here",
                    $"bring it first: PUT {Routes.Blob(hash)}"));
            }
        }
    }

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

    private static string? IdempotencyKey(HttpContext context)
    {
        string key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0)
        {
            return null;
        }

        return key.Length <= MaxKey && key.All(one => one is > ' ' and <= '~')
            ? key
            : throw new RefusedException(RequestBody.Invalid($"the idempotency key has {key.Length} characters",
                $"use 1 to {MaxKey} printable ASCII characters"));
    }
}
