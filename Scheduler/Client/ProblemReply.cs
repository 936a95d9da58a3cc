using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Client;

/// <summary>Turns an answer that is not a success into what the caller is told.</summary>
internal static class ProblemReply
{
    private static readonly TimeSpan LongestWish = TimeSpan.FromSeconds(60);

    /// <returns>The exception to throw: a <see cref="TransientException"/> when the same call may pass later.</returns>
    public static async Task<Exception> ReadAsync(
        HttpResponseMessage response,
        HttpCall call,
        Uri scheduler,
        int limit,
        CancellationToken token)
    {
        ClientException cause = await CauseAsync(response, call, scheduler, limit, token);
        return response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? new TransientException(cause, RetryAfter(response.Headers.RetryAfter))
            : cause;
    }

    private static async Task<ClientException> CauseAsync(
        HttpResponseMessage response,
        HttpCall call,
        Uri scheduler,
        int limit,
        CancellationToken token)
    {
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            byte[] body = await BoundedBody.ReadAsync(response, limit, call, token);
            try
            {
                NullElements.Refuse(body);
                if (JsonSerializer.Deserialize(body, WireJson.Default.Problem) is { } problem)
                {
                    return new SchedulerRefusedException(problem);
                }
            }
            catch (JsonException)
            {
                // Not a problem document: told below by its status.
            }
        }

        return response.StatusCode == HttpStatusCode.NotFound && call.Method == HttpMethod.Head
            ? new SchedulerRefusedException(NotFound(call))
            : NotOurs(response, call, scheduler);
    }

    /// <summary>An answer to HEAD carries no body, so its status is all there is.</summary>
    private static Problem NotFound(HttpCall call) => new()
    {
        Type = "urn:depin:problem:not_found",
        Title = "Not found",
        Status = 404,
        Code = ProblemCode.NotFound,
        Detail = $"{call.Path} is not there",
        Remedy = "Check the name.",
    };

    private static UntrustedReplyException NotOurs(HttpResponseMessage response, HttpCall call, Uri scheduler)
    {
        int status = (int)response.StatusCode;
        string what = response.Headers.Location is { } elsewhere
            ? $"{scheduler} answered {call} with status {status}, a redirect to {elsewhere}"
            : $"{scheduler} answered {call} with status {status} and no problem document";
        return new UntrustedReplyException(
            what,
            "Is this the address of a DePin scheduler? Give the address it serves itself with --scheduler.");
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta is { } wish ? (wish < LongestWish ? wish : LongestWish) : null;
}
