using System.Net;
using System.Security.Cryptography;
using DePin.Attestation;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Fetches a job's inputs into the spool: from the byte where it stopped, checked against their names, and no more than the job's disk.
/// While the scheduler is away it waits; the lease decides how long.
/// </summary>
internal sealed class InputFetch(Workbench bench)
{
    private const int BufferBytes = 128 * 1024;
    private static readonly TimeSpan _stalled = TimeSpan.FromSeconds(60);

    /// <returns>Null when every input is there.</returns>
    public async Task<Incident?> FetchAsync(Attempt attempt, CancellationToken token)
    {
        long room = attempt.Lease.Spec.Resources.Disk.Bytes;
        foreach ((ContainerPath path, ContentHash hash) in attempt.Lease.Spec.Inputs)
        {
            string file = bench.Spools.InputFile(attempt.Id, hash);
            if (!File.Exists(file) && await FetchAsync(attempt, path, hash, file, room, token) is { } incident)
            {
                return incident;
            }

            room -= new FileInfo(file).Length;
            if (room < 0)
            {
                return TooLarge(attempt, path);
            }
        }

        return null;
    }

    private async Task<Incident?> FetchAsync(
        Attempt attempt, ContainerPath path, ContentHash hash, string file, long room, CancellationToken token)
    {
        string part = file + ".part";
        var backoff = new Backoff(bench.Rules.SchedulerRetry.First, bench.Rules.SchedulerRetry.Most, bench.Random);
        int damaged = 0;
        while (true)
        {
            try
            {
                bench.Steps.Before(Step.FetchInput);
                if (await AppendAsync(attempt, hash, part, room, token))
                {
                    return TooLarge(attempt, path);
                }

                if (await HashAsync(part, token) == hash)
                {
                    File.Move(part, file, overwrite: true);
                    bench.Steps.After(Step.FetchInput);
                    return null;
                }

                File.Delete(part);
                if (++damaged >= bench.Rules.InputTries)
                {
                    return new Incident.InputCorrupt(path, $"{damaged} times the bytes that came were not those of {hash}");
                }
            }
            catch (SchedulerRefusedException e) when (e.Code is ProblemCode.NotFound)
            {
                return new Incident.InputMissing(path, e.Problem.Detail);
            }
            catch (SchedulerUnreachableException e)
            {
                await Task.Delay(backoff.Next(e.RetryAfter), bench.Time, token);
            }
        }
    }

    /// <returns>True when it is larger than <paramref name="room"/>.</returns>
    private async Task<bool> AppendAsync(Attempt attempt, ContentHash hash, string part, long room, CancellationToken token)
    {
        using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        using HttpResponseMessage answer = await OpenAsync(attempt, hash, file.Length, token);
        file.Position = answer.StatusCode == HttpStatusCode.PartialContent ? file.Length : 0;
        file.SetLength(file.Position);
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
                attempt.Id, file.Length, answer.Content.Headers.ContentRange?.Length ?? answer.Content.Headers.ContentLength);
        }

        file.Flush(flushToDisk: true);
        return false;
    }

    private async Task<HttpResponseMessage> OpenAsync(Attempt attempt, ContentHash hash, long offset, CancellationToken token)
    {
        try
        {
            return await bench.Scheduler.ReadInputAsync(attempt.Id, attempt.Lease.Epoch, hash, offset, token);
        }
        catch (SchedulerRefusedException e) when (offset > 0 && e.Code is not (ProblemCode.NotFound or ProblemCode.LeaseLost))
        {
            // 416: all of it is here, or more than there is. From the start, and the hash decides.
            return await bench.Scheduler.ReadInputAsync(attempt.Id, attempt.Lease.Epoch, hash, 0, token);
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
            throw new SchedulerUnreachableException($"An input's bytes stopped coming for {_stalled.TotalSeconds:0} s", null, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new SchedulerUnreachableException($"An input's bytes broke off: {e.Message}", null, e);
        }
    }

    private static Incident.InputTooLarge TooLarge(Attempt attempt, ContainerPath path) =>
        new(path, $"the inputs are larger than resources.disk, {attempt.Lease.Spec.Resources.Disk}");

    private static async Task<ContentHash> HashAsync(string file, CancellationToken token)
    {
        using FileStream content = File.OpenRead(file);
        return new ContentHash(new Hash32(await SHA256.HashDataAsync(content, token)));
    }
}
