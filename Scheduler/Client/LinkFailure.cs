using System.Net.Sockets;
using System.Security.Authentication;

namespace DePin.Scheduler.Client;

/// <summary>Says what a failed connection means for the person who made it.</summary>
internal static class LinkFailure
{
    private const string WhereToLook =
        "Is it running there? Its address comes from --scheduler, DEPIN_SCHEDULER or the configuration file (see --help).";

    /// <returns>A <see cref="TransientException"/>, or a <see cref="SchedulerUnreachableException"/> when no further try can
    /// help.</returns>
    public static Exception Explain(Uri scheduler, Exception failure, TimeSpan bound)
    {
        if (failure is HttpRequestException { InnerException: AuthenticationException certificate })
        {
            return new SchedulerUnreachableException(
                $"the certificate of {scheduler} was not accepted: {certificate.InnerException?.Message ?? certificate.Message}",
                "Give the authority that signed it with --ca FILE, and the name that is in the certificate with --scheduler.",
                failure);
        }

        return Transient(scheduler, failure, bound);
    }

    public static TransientException Transient(Uri scheduler, Exception failure, TimeSpan bound) =>
        new(
            new SchedulerUnreachableException(
                $"cannot reach the scheduler at {scheduler}: {Reason(failure, bound)}",
                WhereToLook,
                failure));

    private static string Reason(Exception failure, TimeSpan bound) => failure switch
    {
        OperationCanceledException => $"no answer within {bound.TotalSeconds:0} s",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the name does not resolve",
        HttpRequestException { InnerException: SocketException socket } => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nothing listens there (connection refused)",
            SocketError.TimedOut => "the connection timed out",
            _ => socket.Message,
        },
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "it closed the connection without an answer",
        _ => failure.Message,
    };
}
