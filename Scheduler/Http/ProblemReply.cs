using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;

namespace DePin.Scheduler.Http;

/// <summary>Refusals as RFC 9457 problem details.</summary>
internal static class ProblemReply
{
    public const string ContentType = "application/problem+json";
    private const string RetrySeconds = "2";

    public static Problem ToProblem(Refusal refusal) => new()
    {
        Type = $"urn:depin:problem:{JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Code.ToString())}",
        Title = Title(refusal.Code),
        Status = Status(refusal.Code),
        Code = refusal.Code,
        Detail = refusal.Detail,
        Remedy = refusal.Remedy,
        Durable = refusal.Durable,
        Errors = refusal.Errors,
    };

    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        Problem problem = ToProblem(refusal);
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = ContentType;
        if (refusal.Code is ProblemCode.Unavailable or ProblemCode.RateLimited)
        {
            context.Response.Headers.RetryAfter = RetrySeconds;
        }

        if (refusal.Code is ProblemCode.Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return JsonSerializer.SerializeAsync(context.Response.Body, problem, WireJson.Default.Problem, context.RequestAborted);
    }

    public static int Status(ProblemCode code) => code switch
    {
        ProblemCode.InvalidMessage => StatusCodes.Status400BadRequest,
        ProblemCode.Unauthorized or ProblemCode.InvalidSignature => StatusCodes.Status401Unauthorized,
        ProblemCode.Forbidden => StatusCodes.Status403Forbidden,
        ProblemCode.NotFound => StatusCodes.Status404NotFound,
        ProblemCode.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ProblemCode.LeaseLost or ProblemCode.OffsetMismatch or ProblemCode.Conflict => StatusCodes.Status409Conflict,
        ProblemCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemCode.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        ProblemCode.InvalidJob or ProblemCode.DigestMismatch or ProblemCode.Rejected => StatusCodes.Status422UnprocessableEntity,
        ProblemCode.RateLimited => StatusCodes.Status429TooManyRequests,
        ProblemCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ProblemCode.StorageFull => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string Title(ProblemCode code) => code switch
    {
        ProblemCode.InvalidMessage => "The request is not what this call takes",
        ProblemCode.InvalidJob => "The job file has mistakes",
        ProblemCode.Unauthorized => "No valid token",
        ProblemCode.InvalidSignature => "The signature is not by the expected key",
        ProblemCode.Forbidden => "The token does not allow this",
        ProblemCode.NotFound => "Not found",
        ProblemCode.MethodNotAllowed => "This address does not take this method",
        ProblemCode.UnsupportedMediaType => "This content type is not taken here",
        ProblemCode.LeaseLost => "The lease is lost",
        ProblemCode.OffsetMismatch => "No byte is at this offset",
        ProblemCode.Conflict => "Already bound to other content",
        ProblemCode.TooLarge => "Over a stated limit",
        ProblemCode.DigestMismatch => "The bytes do not hash to their name",
        ProblemCode.Rejected => "It contradicts what the scheduler knows",
        ProblemCode.RateLimited => "Too many calls",
        ProblemCode.Unavailable => "Not available now",
        ProblemCode.StorageFull => "No room",
        _ => "The scheduler failed",
    };
}
