using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Auditing;

/// <summary>What operators and verifiers ask about proofs.</summary>
internal static class ProofEndpoints
{
    public static void MapProofs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Nodes + "/{address}/proofs", List).WithSummary("A node's challenges and what came of them, newest first.")
            .TakesQuery("before", "limit").Produces<ProofList>();
        routes.MapGet("/v1/proofs/{id}/transcript", TranscriptAsync)
            .WithSummary("All of one proof: a file that verifies offline, with depin-scheduler pog verify.").Produces<object>();
    }

    private static IResult List(HttpContext context, string address, Authentication authentication, StoreReader reader)
    {
        authentication.Api(context, TokenScope.Operate, TokenScope.Verify);
        Address node = PathValue.Parse<Address>(address, "node");
        int limit = Paging.Limit(context);
        long? before = PathValue.QueryOrNull<long>(context, "before");
        IReadOnlyList<(long Number, ChallengeRow Row)> page = reader.Challenges(node, before, limit);
        ProofList list = new([.. page.Select(one => one.Row.ToView())], page.Count == limit ? page[^1].Number : null);
        return Reply.Ok(list, WireJson.Default.ProofList);
    }

    private static async Task<IResult> TranscriptAsync(
        HttpContext context, string id, Authentication authentication, TranscriptStore transcripts, StoreReader reader,
        CancellationToken token)
    {
        authentication.Api(context, TokenScope.Operate, TokenScope.Verify);
        Hash32 challenge = PathValue.Parse<Hash32>(id, "proof");

        // Not before its end: the transcript holds the secret of a challenge.
        return reader.FindChallenge(challenge) is { End: not null } && await transcripts.ReadAsync(challenge, token) is { } file
            ? Results.Bytes(file, "application/json")
            : throw new RefusedException(Refusal.NotFound("transcript of a proof", id));
    }
}
