using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Attestations;

/// <summary>Attestations in from nodes, out to whoever may verify them.</summary>
internal static class AttestationEndpoints
{
    public static void MapAttestations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/attempts/{attempt}/attestation", TakeAsync)
            .WithSummary("The signed record of a finished attempt; a repeat gets the same counter-signature.")
            .ForNodes().Reads(Parameters.Epoch).Takes<AttestationEnvelope>().Produces<AttestationReply>();
        routes.MapGet(Routes.Jobs + "/{id}/attestations", List).WithSummary("The attestations of a job, each a file that verifies offline.")
            .ForTokens(TokenScope.Submit, TokenScope.Operate, TokenScope.Verify).Produces<IReadOnlyList<AttestationEnvelope>>();
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context, string attempt, Authentication authentication, AttestationIntake intake, CancellationToken token)
    {
        Address node = authentication.Node(context);
        LeaseKey key = new(PathValue.Parse<AttemptId>(attempt, "attempt"), Parameters.Epoch.Read(context), node);
        AttestationEnvelope envelope = await RequestBody.ReadAsync(context, WireLimits.AttestationBodyBytes,
            WireJson.Default.AttestationEnvelope, token);
        return Reply.Ok((await intake.TakeAsync(key, envelope, token)).OrThrow(), WireJson.Default.AttestationReply);
    }

    private static IResult List(HttpContext context, string id, Authentication authentication, StoreReader reader)
    {
        Caller caller = authentication.Api(context);
        JobId job = PathValue.Parse<JobId>(id, "job");
        if (reader.FindJob(job) is not { } row || !(caller.Has(TokenScope.Verify) || caller.Sees(row.Owner)))
        {
            throw new RefusedException(Refusal.NotFound("job", id));
        }

        IReadOnlyList<AttestationEnvelope> envelopes =
            [.. reader.AttestationsOf(job).Select(one => JsonSerializer.Deserialize(one.Envelope, WireJson.Default.AttestationEnvelope)!)];
        return Reply.Ok(envelopes, WireJson.Default.IReadOnlyListAttestationEnvelope);
    }
}
