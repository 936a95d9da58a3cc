using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Jobs;

/// <summary>Jobs: submitted, listed, shown, explained, cancelled.</summary>
internal static class JobEndpoints
{
    private static readonly ChoiceParameter _state = new("state", "Only jobs in this state.", "queued", "placed", "finished");

    private static readonly TextParameter _prefix = new("prefix", ParameterLocation.Query, "Only jobs whose id begins so.",
        "the first hexadecimal digits of a job id", "(?:0[xX])?[0-9a-fA-F]{0,64}");

    private static readonly TextParameter _name =
        new("name", ParameterLocation.Query, "Only jobs of this name.", "a job's name", "[^\\n]*");

    private static readonly NumberParameter _before =
        new("before", isRequired: false, "Only older jobs than the page before: its next.");

    private static readonly TextParameter _reason = new("reason", ParameterLocation.Query, "Why, for who reads of it later.",
        "1 to 200 printable characters", "[^\\x00-\\x1f\\x7f-\\x9f]{1,200}");

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.Jobs, SubmitAsync)
            .WithSummary("Submit a job file (YAML or JSON). The Idempotency-Key header makes a repeat harmless.")
            .ForTokens(TokenScope.Submit).Reads(JobIntake.IdempotencyKey).TakesJobFile()
            .Produces<JobView>(StatusCodes.Status201Created).Produces<JobView>();
        routes.MapGet(Routes.Jobs, ListAsync).WithSummary("List jobs, newest first.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate).Reads(_state, _prefix, _name, _before, Parameters.Limit).Produces<JobList>();
        routes.MapGet(Routes.Jobs + "/{id}", ShowAsync).WithSummary("Show a job with its attempts.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate).Produces<JobView>();
        routes.MapGet(Routes.Jobs + "/{id}/why", WhyAsync).WithSummary("Why a job waits, and what would place it.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate).Produces<WhyView>();
        routes.MapDelete(Routes.Jobs + "/{id}", CancelAsync).WithSummary("Cancel a job. One that has ended stays as it is.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate).Reads(_reason).Produces<JobView>();
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, Authentication authentication, JobIntake intake, JobAccess jobs, CancellationToken token)
    {
        Caller caller = authentication.Api(context);
        Submitted submitted = await intake.SubmitAsync(context, caller, token);
        JobView view = await jobs.ShowAsync(submitted.Job, token);
        context.Response.Headers.Location = Routes.Job(submitted.Job);
        return submitted.Created ? Reply.Created(view, WireJson.Default.JobView) : Reply.Ok(view, WireJson.Default.JobView);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Authentication authentication, StoreReader reader, JobAccess jobs, CancellationToken token)
    {
        Caller caller = authentication.Api(context);
        int limit = Parameters.PageSize(context);
        JobFilter filter = new(
            caller.SeesEveryJob ? null : caller.Token.Id, _state.IndexOrNull(context), Prefix(context), _name.ReadOrNull(context),
            _before.ReadOrNull(context), limit);
        IReadOnlyList<(long Number, JobRow Job)> page = reader.ListJobs(filter);
        IReadOnlyList<JobView> views = await jobs.ShowAsync([.. page.Select(one => one.Job.Id)], token);
        string? next = page.Count == limit ? page[^1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return Reply.Ok(new JobList(views, next), WireJson.Default.JobList);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string id, Authentication authentication, JobAccess jobs,
        CancellationToken token)
    {
        JobRow job = jobs.Find(authentication.Api(context), id);
        return Reply.Ok(await jobs.ShowAsync(job.Id, token), WireJson.Default.JobView);
    }

    private static async Task<IResult> WhyAsync(
        HttpContext context, string id, Authentication authentication, JobAccess jobs, SchedulerEngine engine, CancellationToken token)
    {
        JobRow job = jobs.Find(authentication.Api(context), id);
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
        Caller caller = authentication.Api(context);
        JobRow job = jobs.Find(caller, id);
        string reason = _reason.ReadOrNull(context) ?? $"cancelled by '{caller.Token.Name}'";
        (await engine.AskAsync(new EngineRequest.Cancel(job.Id, reason), token)).OrThrow();
        return Reply.Ok(await jobs.ShowAsync(job.Id, token), WireJson.Default.JobView);
    }

    /// <summary>In the digits and the case that the store has.</summary>
    private static string? Prefix(HttpContext context) => _prefix.ReadOrNull(context)?.ToLowerInvariant() is not { } text ? null
        : text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
}
