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
    private static readonly NumberParameter _before = new("before", isRequired: false, "Only challenges older than this number.");

    public static void MapProofs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Nodes + "/{address}/proofs", List).WithSummary("A node's challenges and what came of them, newest first.")
            .ForTokens(TokenScope.Operate, TokenScope.Verify).Reads(_before, Parameters.Limit).Produces<ProofList>();
        routes.MapGet("/v1/proofs/{id}/transcript", TranscriptAsync)
            .WithSummary("All of one proof: a file that verifies offline, with depin-scheduler pog verify.")
            .ForTokens(TokenScope.Operate, TokenScope.Verify).Produces<object>();
    }

    private static IResult List(HttpContext context, string address, Authentication authentication, StoreReader reader)
    {
        authentication.Api(context);
        Address node = PathValue.Parse<Address>(address, "node");
        int limit = Parameters.PageSize(context);
        long? before = _before.ReadOrNull(context);
        IReadOnlyList<(long Number, ChallengeRow Row)> page = reader.Challenges(node, before, limit);
        ProofList list = new([.. page.Select(one => one.Row.ToView())], page.Count == limit ? page[^1].Number : null);
        return Reply.Ok(list, WireJson.Default.ProofList);
    }

    private static async Task<IResult> TranscriptAsync(
        HttpContext context, string id, Authentication authentication, TranscriptStore transcripts, StoreReader reader,
        CancellationToken token)
    {
        authentication.Api(context);
        Hash32 challenge = PathValue.Parse<Hash32>(id, "proof");

        // Not before its end: the transcript holds the secret of a challenge.
        return reader.FindChallenge(challenge) is { End: not null } && await transcripts.ReadAsync(challenge, token) is { } file
            ? Results.Bytes(file, "application/json")
            : throw new RefusedException(Refusal.NotFound("transcript of a proof", id));
    }
}
