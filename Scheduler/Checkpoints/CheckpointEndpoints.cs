using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Checkpoints;

/// <summary>Checkpoints in from the node that runs the job, and out to the next one that does.</summary>
internal static class CheckpointEndpoints
{
    private const string Path = "/v1/attempts/{attempt}/checkpoints";

    public static void MapCheckpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPut(Path + "/{hash}", AddPartAsync)
            .WithSummary("A part of a checkpoint's file at an offset; an empty body asks where to go on.")
            .ForNodes().Reads(Parameters.Epoch, Parameters.Size, Parameters.Offset).TakesBytes().Produces<ArtifactReply>();
        routes.MapPost(Path, ReportAsync)
            .WithSummary("A complete checkpoint, all its files delivered before; a repeat gets the same reply.")
            .ForNodes().Reads(Parameters.Epoch).Takes<CheckpointReport>().Produces<CheckpointReply>();
        routes.MapGet(Path + "/{hash}", ReadAsync).WithSummary("A file of the job's last checkpoint, or its manifest; honours Range.")
            .ForNodes().Reads(Parameters.Epoch).GivesRanges();
    }

    private static async Task<IResult> AddPartAsync(
        HttpContext context, string attempt, string hash, Authentication authentication, CheckpointIntake intake, CancellationToken token)
    {
        LeaseKey key = Key(context, attempt, authentication);
        ContentHash content = PathValue.Parse<ContentHash>(hash, "content");
        long size = Parameters.Size.Read(context);
        long offset = Parameters.Offset.Read(context);
        RequestBody.Permit(context, WireLimits.ArtifactPartBytes);
        ArtifactReply reply = (await intake.AddAsync(key, content, size, offset, context.Request.Body, token)).OrThrow();
        return Reply.Ok(reply, WireJson.Default.ArtifactReply);
    }

    private static async Task<IResult> ReportAsync(
        HttpContext context, string attempt, Authentication authentication, CheckpointIntake intake, CancellationToken token)
    {
        LeaseKey key = Key(context, attempt, authentication);
        CheckpointReport report = await RequestBody.ReadAsync(context, WireLimits.SyncBodyBytes, WireJson.Default.CheckpointReport, token);
        return Reply.Ok((await intake.ReportAsync(key, report, token)).OrThrow(), WireJson.Default.CheckpointReply);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, string attempt, string hash, Authentication authentication,
        SchedulerEngine engine, CheckpointStore store, CancellationToken token)
    {
        LeaseKey key = Key(context, attempt, authentication);
        ContentHash content = PathValue.Parse<ContentHash>(hash, "content");
        LeaseView lease = (await engine.AskAsync(new EngineRequest.CheckLease(key), token)).OrThrow();
        await store.TidiedAsync(lease.Job.Id, token);
        BlobStore files = store.Of(lease.Job.Id);
        return files.Exists(content)
            ? ArtifactEndpoints.File(context, files, content, null)
            : throw new RefusedException(Refusal.NotFound("checkpoint file of this job", hash));
    }

    private static LeaseKey Key(HttpContext context, string attempt, Authentication authentication)
    {
        Address node = authentication.Node(context);
        return new LeaseKey(PathValue.Parse<AttemptId>(attempt, "attempt"), Parameters.Epoch.Read(context), node);
    }
}
