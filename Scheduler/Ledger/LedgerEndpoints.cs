using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Ledger;

/// <summary>What accepted attestations earned.</summary>
internal static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Routes.Ledger, List)
            .WithSummary("Rows of the ledger, oldest first, and what is owed to the addresses they pay.")
            .TakesQuery("after", "limit", "job").Produces<LedgerPage>();

    private static IResult List(HttpContext context, Authentication authentication, StoreReader reader)
    {
        authentication.Api(context, TokenScope.Operate, TokenScope.Verify);
        int limit = Paging.Limit(context);
        long after = PathValue.QueryOrNull<long>(context, "after") ?? 0;
        return Reply.Ok(reader.Ledger(PathValue.QueryOrNull<JobId>(context, "job"), after, limit), WireJson.Default.LedgerPage);
    }
}
