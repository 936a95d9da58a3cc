using System.Net;
using System.Security.Cryptography;
using DePin.Attestation;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Fetches content by its hash into a file: from the byte where it stopped, checked against its name, and no more than there is room.
/// While the scheduler is away it waits; the lease decides how long.
/// </summary>
/// <param name="step">What the tests call it.</param>
/// <param name="open">Asks the scheduler for the content from an offset on.</param>
internal sealed class ContentFetch(Workbench bench, Step step, Func<ContentHash, long, CancellationToken, Task<HttpResponseMessage>> open)
{
    private const int BufferBytes = 128 * 1024;
    private static readonly TimeSpan _stalled = TimeSpan.FromSeconds(60);

    /// <param name="attempt">For whom, to show how far it is.</param>
    /// <param name="hash">What is wanted.</param>
    /// <param name="file">Where it goes once it is whole; found there it is not fetched again.</param>
    /// <param name="room">Bytes that it may have.</param>
    /// <param name="token">Stops; what came stays for the next time.</param>
    public async Task<FetchOutcome> FetchAsync(AttemptId attempt, ContentHash hash, string file, long room, CancellationToken token)
    {
        if (File.Exists(file))
        {
            return new FileInfo(file).Length > room ? new FetchOutcome.TooLarge() : new FetchOutcome.Fetched();
        }

        string part = file + ".part";
        var backoff = new Backoff(bench.Rules.SchedulerRetry.First, bench.Rules.SchedulerRetry.Most, bench.Random);
        int damaged = 0;
        while (true)
        {
            try
            {
                bench.Steps.Before(step);
                if (await AppendAsync(attempt, hash, part, room, token))
                {
                    return new FetchOutcome.TooLarge();
                }

                if (await HashAsync(part, token) == hash)
                {
                    File.Move(part, file, overwrite: true);
                    bench.Steps.After(step);
                    return new FetchOutcome.Fetched();
                }

                File.Delete(part);
                if (++damaged >= bench.Rules.InputTries)
                {
                    return new FetchOutcome.Damaged($"{damaged} times the bytes that came were not those of {hash}");
                }
            }
            catch (SchedulerRefusedException e) when (e.Code is ProblemCode.NotFound)
            {
                return new FetchOutcome.Missing(e.Problem.Detail);
            }
            catch (SchedulerUnreachableException e)
            {
                await Task.Delay(backoff.Next(e.RetryAfter), bench.Time, token);
            }
        }
    }

    /// <returns>True when it is larger than <paramref name="room"/>.</returns>
    private async Task<bool> AppendAsync(AttemptId attempt, ContentHash hash, string part, long room, CancellationToken token)
    {
        using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        using HttpResponseMessage answer = await OpenAsync(hash, file.Length, token);
        file.Position = answer.StatusCode == HttpStatusCode.PartialContent ? file.Length : 0;
        file.SetLength(file.Position);
        bench.Room.Claim(answer.Content.Headers.ContentLength ?? 0);
        using Stream body = await answer.Content.ReadAsStreamAsync(token);
        byte[] buffer = new byte[BufferBytes];
        while (await ReadAsync(body, buffer, token) is > 0 and var read)
        {
            if (file.Length + read > room)
            {
                return true;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), token);
            bench.Progress.Report(
                attempt, file.Length, answer.Content.Headers.ContentRange?.Length ?? answer.Content.Headers.ContentLength);
        }

        file.Flush(flushToDisk: true);
        return false;
    }

    private async Task<HttpResponseMessage> OpenAsync(ContentHash hash, long offset, CancellationToken token)
    {
        try
        {
            return await open(hash, offset, token);
        }
        catch (SchedulerRefusedException e) when (offset > 0 && e.Code is not (ProblemCode.NotFound or ProblemCode.LeaseLost))
        {
            // 416: all of it is here, or more than there is. From the start, and the hash decides.
            return await open(hash, 0, token);
        }
    }

    /// <summary>A body that stops without ending is a scheduler that does not answer.</summary>
    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken token)
    {
        using var timer = new CancellationTokenSource(_stalled, bench.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new SchedulerUnreachableException($"The bytes stopped coming for {_stalled.TotalSeconds:0} s", null, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new SchedulerUnreachableException($"The bytes broke off: {e.Message}", null, e);
        }
    }

    private static async Task<ContentHash> HashAsync(string file, CancellationToken token)
    {
        using FileStream content = File.OpenRead(file);
        return new ContentHash(new Hash32(await SHA256.HashDataAsync(content, token)));
    }
}
