using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Ledger;

/// <summary>What accepted attestations earned.</summary>
internal static class LedgerEndpoints
{
    private static readonly NumberParameter _after =
        new("after", isRequired: false, "The number of the row before the page's first: the next of the page before.");

    private static readonly ValueParameter<JobId> _job = new("job", isRequired: false, "Only the rows of this job.");

    public static void MapLedger(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Routes.Ledger, List)
            .WithSummary("Rows of the ledger, oldest first, and what is owed to the addresses they pay.")
            .ForTokens(TokenScope.Operate, TokenScope.Verify).Reads(_after, Parameters.Limit, _job).Produces<LedgerPage>();

    private static IResult List(HttpContext context, Authentication authentication, StoreReader reader)
    {
        authentication.Api(context);
        int limit = Parameters.PageSize(context);
        long after = _after.ReadOrNull(context) ?? 0;
        return Reply.Ok(reader.Ledger(_job.ReadOrNull(context), after, limit), WireJson.Default.LedgerPage);
    }
}
