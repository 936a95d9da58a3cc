using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Jobs;

/// <summary>Jobs: submitted, listed, shown, explained, cancelled.</summary>
internal static class JobEndpoints
{
    private const int MaxReason = 200;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.Jobs, SubmitAsync)
            .WithSummary("Submit a job file (YAML or JSON). The Idempotency-Key header makes a repeat harmless.")
            .TakesBytes("application/yaml", "application/json").Produces<JobView>(StatusCodes.Status201Created).Produces<JobView>();
        routes.MapGet(Routes.Jobs, ListAsync).WithSummary("List jobs, newest first.")
            .TakesQuery("state", "prefix", "name", "before", "limit").Produces<JobList>();
        routes.MapGet(Routes.Jobs + "/{id}", ShowAsync).WithSummary("Show a job with its attempts.").Produces<JobView>();
        routes.MapGet(Routes.Jobs + "/{id}/why", WhyAsync).WithSummary("Why a job waits, and what would place it.").Produces<WhyView>();
        routes.MapDelete(Routes.Jobs + "/{id}", CancelAsync)
            .WithSummary("Cancel a job. One that has ended stays as it is.").TakesQuery("reason").Produces<JobView>();
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, Authentication authentication, JobIntake intake, JobAccess jobs, CancellationToken token)
    {
        Caller caller = authentication.Api(context, TokenScope.Submit);
        Submitted submitted = await intake.SubmitAsync(context, caller, token);
        JobView view = await jobs.ShowAsync(submitted.Job, token);
        context.Response.Headers.Location = Routes.Job(submitted.Job);
        return submitted.Created ? Reply.Created(view, WireJson.Default.JobView) : Reply.Ok(view, WireJson.Default.JobView);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Authentication authentication, StoreReader reader, JobAccess jobs, CancellationToken token)
    {
        Caller caller = authentication.Api(context, TokenScope.Submit, TokenScope.Operate);
        int limit = Paging.Limit(context);
        JobFilter filter = new(
            caller.SeesEveryJob ? null : caller.Token.Id, State(context), Prefix(context), context.Request.Query["name"],
            PathValue.QueryOrNull<long>(context, "before"), limit);
        IReadOnlyList<(long Number, JobRow Job)> page = reader.ListJobs(filter);
        IReadOnlyList<JobView> views = await jobs.ShowAsync([.. page.Select(one => one.Job.Id)], token);
        string? next = page.Count == limit ? page[^1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return Reply.Ok(new JobList(views, next), WireJson.Default.JobList);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string id, Authentication authentication, JobAccess jobs,
        CancellationToken token)
    {
        JobRow job = jobs.Find(authentication.Api(context, TokenScope.Submit, TokenScope.Operate), id);
        return Reply.Ok(await jobs.ShowAsync(job.Id, token), WireJson.Default.JobView);
    }

    private static async Task<IResult> WhyAsync(
        HttpContext context, string id, Authentication authentication, JobAccess jobs, SchedulerEngine engine, CancellationToken token)
    {
        JobRow job = jobs.Find(authentication.Api(context, TokenScope.Submit, TokenScope.Operate), id);
        WhyView? why = (await engine.AskAsync(new EngineRequest.ExplainJob(job.Id), token)).OrThrow();
        JobView view = await jobs.ShowAsync(job.Id, token);
        why ??= new WhyView(job.Id, view.State is JobState.Finished { Reason: var reason }
            ? $"the job has ended and waits for nothing: {reason}"
            : "the job has just ended: ask again", 0, []);
        return Reply.Ok(
            why with { Ended = [.. view.Attempts.Where(attempt => attempt.EndedAt is not null)] }, WireJson.Default.WhyView);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext context, string id, Authentication authentication, JobAccess jobs, SchedulerEngine engine, CancellationToken token)
    {
        Caller caller = authentication.Api(context, TokenScope.Submit, TokenScope.Operate);
        JobRow job = jobs.Find(caller, id);
        string reason = context.Request.Query["reason"].ToString() is { Length: > 0 } text ? text : $"cancelled by '{caller.Token.Name}'";
        if (reason.Length > MaxReason || reason.Any(char.IsControl))
        {
            throw new RefusedException(RequestBody.Invalid($"the reason has {reason.Length} characters or control characters",
                $"give at most {MaxReason} printable characters"));
        }

        (await engine.AskAsync(new EngineRequest.Cancel(job.Id, reason), token)).OrThrow();
        return Reply.Ok(await jobs.ShowAsync(job.Id, token), WireJson.Default.JobView);
    }

    private static int? State(HttpContext context) => context.Request.Query["state"].ToString() switch
    {
        "" => null,
        "queued" => 0,
        "placed" => 1,
        "finished" => 2,
        string other => throw new RefusedException(
            RequestBody.Invalid($"state is '{Shown.Of(other)}'", "ask for queued, placed or finished")),
    };

    private static string? Prefix(HttpContext context)
    {
        string text = context.Request.Query["prefix"].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length <= 64 && digits.All(char.IsAsciiHexDigit)
            ? digits.ToLowerInvariant()
            : throw new RefusedException(
                RequestBody.Invalid($"prefix is '{Shown.Of(text)}'", "give the first hexadecimal digits of a job id"));
    }
}
