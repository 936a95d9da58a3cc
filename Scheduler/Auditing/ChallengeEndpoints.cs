using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Auditing;

/// <summary>A node's side of a proof: filled, commit, open, or give up.</summary>
internal static class ChallengeEndpoints
{
    private const string Challenge = "/v1/node/challenges/{id}";

    public static void MapChallenges(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Challenge + "/filled", FilledAsync).WithSummary("The memory is filled; the reply seeds the reading.")
            .ForNodes().Produces<ProofStartReply>();
        routes.MapPost(Challenge + "/commit", CommitAsync)
            .WithSummary("All the work in 32 bytes: stops the clock. The reply is the secret.")
            .ForNodes().Takes<ProofCommitRequest>().Produces<ProofCommitReply>();
        routes.MapPost(Challenge + "/open", OpenAsync).WithSummary("What the secret drew; the reply is the verdict.")
            .ForNodes().Takes<ProofOpenRequest>().Produces<ProofView>();
        routes.MapPost(Challenge + "/give-up", GiveUpAsync).WithSummary("There will be no answer.")
            .ForNodes().Takes<ProofGiveUpRequest>().Produces<ProofView>();
    }

    private static async Task<IResult> FilledAsync(
        HttpContext context, string id, Authentication authentication, ProofIntake intake, TimeProvider time, CancellationToken token)
    {
        Address node = authentication.Node(context);
        await RequestBody.ReadAsync(context, 0, token);
        TimeSpan received = Instant.Of(time).Monotonic;
        ProofStartReply reply = await intake.FilledAsync(node, PathValue.Parse<Hash32>(id, "challenge"), received, token);
        return Reply.Ok(reply, WireJson.Default.ProofStartReply);
    }

    private static async Task<IResult> CommitAsync(
        HttpContext context, string id, Authentication authentication, ProofIntake intake, TimeProvider time, CancellationToken token)
    {
        Address node = authentication.Node(context);
        ProofCommitRequest request =
            await RequestBody.ReadAsync(context, WireLimits.ProofBodyBytes, WireJson.Default.ProofCommitRequest, token);

        // When the last byte is here and before anything is asked: a request that begins early and ends late is late.
        TimeSpan received = Instant.Of(time).Monotonic;
        ProofCommitReply reply = await intake.CommitAsync(node, PathValue.Parse<Hash32>(id, "challenge"), request, received, token);
        return Reply.Ok(reply, WireJson.Default.ProofCommitReply);
    }

    private static async Task<IResult> OpenAsync(
        HttpContext context, string id, Authentication authentication, ProofIntake intake, CancellationToken token)
    {
        Address node = authentication.Node(context);
        Hash32 challenge = PathValue.Parse<Hash32>(id, "challenge");
        ProofOpenRequest request =
            await RequestBody.ReadAsync(context, WireLimits.ProofOpenBodyBytes, WireJson.Default.ProofOpenRequest, token);
        return Reply.Ok(await intake.OpenAsync(node, challenge, request, token), WireJson.Default.ProofView);
    }

    private static async Task<IResult> GiveUpAsync(
        HttpContext context, string id, Authentication authentication, ProofIntake intake, CancellationToken token)
    {
        Address node = authentication.Node(context);
        Hash32 challenge = PathValue.Parse<Hash32>(id, "challenge");
        ProofGiveUpRequest request =
            await RequestBody.ReadAsync(context, WireLimits.ProofBodyBytes, WireJson.Default.ProofGiveUpRequest, token);
        return request.Reason.Length is > 0 and <= WireLimits.EventTextLength
            ? Reply.Ok(await intake.GiveUpAsync(node, challenge, request.Reason, token), WireJson.Default.ProofView)
            : throw new RefusedException(RequestBody.Invalid(
                $"reason has {request.Reason.Length} characters", $"send 1 to {WireLimits.EventTextLength}"));
    }
}
