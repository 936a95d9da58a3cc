using DePin.Protocol;
using Microsoft.AspNetCore.Http;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>
/// The log of one attempt on a fake scheduler: sent from the offset asked for, in parts, some of which end in a broken connection.
/// </summary>
/// <param name="cuts">After how many bytes the connection of the nth request breaks; requests beyond them get all there is.</param>
internal sealed class FakeLog(AttemptId attempt, byte[] content, params int[] cuts)
{
    private int _requests;

    public static string Path => $"/v1/jobs/{Sample.Job}/logs";

    public AttemptId Attempt => attempt;

    public int Requests => _requests;

    public async Task AnswerAsync(HttpContext context)
    {
        int number = Interlocked.Increment(ref _requests);
        int offset = int.Parse(context.Request.Query["offset"].Single()!, System.Globalization.CultureInfo.InvariantCulture);
        ReadOnlyMemory<byte> rest = content.AsMemory(Math.Min(offset, content.Length));
        bool breaks = number <= cuts.Length;
        ReadOnlyMemory<byte> part = breaks ? rest[..Math.Min(cuts[number - 1], rest.Length)] : rest;
        context.Response.ContentType = "application/octet-stream";
        await context.Response.Body.WriteAsync(part, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (breaks)
        {
            context.Abort();
        }
    }
}
