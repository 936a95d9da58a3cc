using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Attestations;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Jobs;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Artifacts;

/// <summary>Output files in from nodes, out to submitters; inputs out to nodes.</summary>
internal static class ArtifactEndpoints
{
    private static readonly ValueParameter<ContentHash> _sha256 =
        new("sha256", isRequired: true, "What the whole file hashes to: it is taken when it does.");

    public static void MapArtifacts(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/attempts/{attempt}/artifacts/{**path}", AddPartAsync)
            .WithSummary("A part of an output file at an offset; an empty body asks where to go on.")
            .ForNodes().Reads(Parameters.Epoch, _sha256, Parameters.Size, Parameters.Offset).TakesBytes().Produces<ArtifactReply>();
        routes.MapGet("/v1/attempts/{attempt}/inputs/{hash}", ReadInputAsync).WithSummary("An input of the attempt's job; honours Range.")
            .ForNodes().Reads(Parameters.Epoch).GivesRanges();
        routes.MapGet(Routes.Jobs + "/{id}/artifacts", List)
            .WithSummary("The outputs of the job's last attested attempt.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate).Reads(Parameters.Attempt).Produces<ArtifactList>();
        routes.MapGet(Routes.Jobs + "/{id}/artifacts/{**path}", Read).WithSummary("An output file; honours Range.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate).Reads(Parameters.Attempt).GivesRanges();
    }

    /// <summary>A blob with its hash as a strong ETag, for downloads that can be resumed and never mix two contents.</summary>
    public static IResult File(HttpContext context, BlobStore blobs, ContentHash hash, string? name)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(blobs.OpenRead(hash), EndpointDocs.Bytes, name, null,
            new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{hash}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> AddPartAsync(
        HttpContext context, string attempt, string? path, Authentication authentication, ArtifactIntake intake, CancellationToken token)
    {
        Address node = authentication.Node(context);
        LeaseKey key = new(PathValue.Parse<AttemptId>(attempt, "attempt"), Parameters.Epoch.Read(context), node);
        ArtifactEntry entry = new(path ?? "", _sha256.Read(context), Parameters.Size.Read(context));
        long offset = Parameters.Offset.Read(context);
        RequestBody.Permit(context, WireLimits.ArtifactPartBytes);
        ArtifactReply reply = (await intake.AddAsync(key, entry, offset, context.Request.Body, token)).OrThrow();
        return Reply.Ok(reply, WireJson.Default.ArtifactReply);
    }

    private static async Task<IResult> ReadInputAsync(
        HttpContext context, string attempt, string hash, Authentication authentication, SchedulerEngine engine, BlobStore blobs,
            CancellationToken token)
    {
        Address node = authentication.Node(context);
        LeaseKey key = new(PathValue.Parse<AttemptId>(attempt, "attempt"), Parameters.Epoch.Read(context), node);
        ContentHash content = PathValue.Parse<ContentHash>(hash, "input");
        LeaseView lease = (await engine.AskAsync(new EngineRequest.CheckLease(key), token)).OrThrow();
        return lease.Job.Spec.Inputs.Values.Contains(content) && blobs.Exists(content)
            ? File(context, blobs, content, null)
            : throw new RefusedException(Refusal.NotFound("input of this job", hash));
    }

    private static IResult List(HttpContext context, string id, Authentication authentication, JobAccess jobs, StoreReader reader)
    {
        JobRow job = jobs.Find(authentication.Api(context), id);
        AttemptRow? attempt = Asked(context, reader, job);
        AttestationRow? signed = attempt?.End?.Attestation is { } digest ? reader.FindAttestation(digest) : null;
        return Reply.Ok(new ArtifactList(Outputs(reader, attempt))
        {
            SkippedOutputs = signed is null ? [] : SignedEvidence.Of(signed).SkippedOutputs,
        }, WireJson.Default.ArtifactList);
    }

    private static IResult Read(HttpContext context, string id, string path, Authentication authentication, JobAccess jobs,
        StoreReader reader, BlobStore blobs)
    {
        JobRow job = jobs.Find(authentication.Api(context), id);
        ArtifactEntry entry = Outputs(reader, Asked(context, reader, job)).FirstOrDefault(one => one.Path == path)
            ?? throw new RefusedException(Refusal.NotFound("artifact", Shown.Of(path)));
        return File(context, blobs, entry.Sha256, Path.GetFileName(path));
    }

    /// <summary>Of the attempt asked for, or of the last one that ended with an attestation.</summary>
    private static AttemptRow? Asked(HttpContext context, StoreReader reader, JobRow job)
    {
        AttemptId? asked = Parameters.Attempt.ReadOrNull(context);
        return reader.AttemptsOf(job.Id).LastOrDefault(row => asked is { } id ? row.Id == id : row.End?.Attestation is not null);
    }

    private static IReadOnlyList<ArtifactEntry> Outputs(StoreReader reader, AttemptRow? attempt) =>
        attempt is null ? [] : reader.ArtifactsOf(attempt.Id);
}
