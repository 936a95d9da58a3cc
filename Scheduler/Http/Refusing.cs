using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Http;

/// <summary>The outermost layer: whatever goes wrong inside, the caller reads a problem with a code, the fact and a remedy.</summary>
internal static partial class Refusing
{
    public static void UseProblems(this WebApplication app) => app.Use(next => context => HandleAsync(context, next, app.Logger));

    private static async Task HandleAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        Refusal? refusal;
        try
        {
            await next(context);
            refusal = context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } ? OfStatus(context) : null;
        }
        catch (RefusedException refused)
        {
            refusal = refused.Refusal;
        }
        catch (BadHttpRequestException bad)
        {
            refusal = OfBadRequest(bad);
        }
        catch (IOException failure) when (DiskFault.IsFull(failure))
        {
            Log.DiskFull(logger, context.Request.Path, failure);
            refusal = Refusal.DiskFull;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            Log.Failed(logger, context.Request.Method, context.Request.Path, failure);
            refusal = new Refusal(ProblemCode.Internal, "the scheduler failed at this request; nothing was changed",
                "repeat it; if it fails again, report it with the time of day");
        }

        if (refusal is not null)
        {
            await WriteAsync(context, refusal);
        }
    }

    private static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (context.Response.HasStarted)
        {
            // Part of the reply has left: the caller must see that it is not whole.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return ProblemReply.WriteAsync(context, refusal);
    }

    private static Refusal OfBadRequest(BadHttpRequestException bad) => bad.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new Refusal(ProblemCode.TooLarge, bad.Message, "send less in one request")
        : RequestBody.Invalid(bad.Message, "send a well-formed HTTP request, without long pauses");

    private static Refusal OfStatus(HttpContext context)
    {
        string path = Shown.Of(context.Request.Path);
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound =>
                new Refusal(ProblemCode.NotFound, $"there is nothing at {path}", "see /openapi/v1.json for every address"),
            StatusCodes.Status405MethodNotAllowed =>
                new Refusal(ProblemCode.MethodNotAllowed, $"{path} does not take {Shown.Of(context.Request.Method)}",
                $"use {context.Response.Headers.Allow}"),
            StatusCodes.Status415UnsupportedMediaType => RequestBody.UnsupportedType(context, "application/json"),
            StatusCodes.Status416RangeNotSatisfiable =>
                RequestBody.Invalid($"{Shown.Of($"{context.Request.Headers.Range}")} is beyond the content", "ask for a range within it"),
            int status => RequestBody.Invalid($"the request was refused with status {status}", "see /openapi/v1.json"),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
        public static partial void Failed(ILogger logger, string method, string path, Exception failure);

        [LoggerMessage(LogLevel.Error, "{Path} was refused because the disk is full.")]
        public static partial void DiskFull(ILogger logger, string path, Exception failure);
    }
}
