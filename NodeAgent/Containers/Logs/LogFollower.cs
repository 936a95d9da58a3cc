using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DePin.NodeAgent.Containers.Engine;

namespace DePin.NodeAgent.Containers.Logs;

/// <summary>
/// Follows one container's log to its end, in two passes.
/// 1. Follow while it runs.
/// 2. When it has ended, read the whole log once more: Docker's follow may miss an unterminated last line (moby
///    issue 43860), and it may lose records while it rotates. What was followed is compared with what is stored, by hash;
///    what follow missed is delivered now.
/// </summary>
internal sealed class LogFollower(ContainersClient containers, string name, LogPosition start, TimeProvider time)
{
    /// <summary>How long a container whose log has ended may take to be called ended before its log is followed again.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly IncrementalHash _followed = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly LogPosition _from = start;
    private LogPosition _position = start;
    private bool _gone;

    public async IAsyncEnumerable<LogChunk> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        do
        {
            await foreach (LogChunk chunk in PassAsync(follow: true, _position, token))
            {
                Remember(chunk);
                yield return chunk;
            }
        }
        while (!_gone && !await HasEndedAsync(token));

        if (_gone)
        {
            yield break;
        }

        await foreach (LogChunk chunk in VerifyAsync(token))
        {
            yield return chunk;
        }
    }

    private void Remember(LogChunk chunk)
    {
        if (chunk is LogChunk.Data data)
        {
            _followed.AppendData(data.Bytes.Span);
        }

        _position = chunk.Next;
    }

    private async Task<bool> HasEndedAsync(CancellationToken token)
    {
        using CancellationTokenSource patience = new(EndPatience, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, token);
        try
        {
            await containers.WaitAsync(name, both.Token);
            return true;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<LogChunk> VerifyAsync([EnumeratorCancellation] CancellationToken token)
    {
        bool comparable = _position.FirstStamp != 0 && (_from.FirstStamp == 0 || _from.FirstStamp == _position.FirstStamp);
        long uncompared = comparable ? _position.Offset - _from.Offset : 0;
        using IncrementalHash stored = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (LogChunk chunk in PassAsync(follow: false, comparable ? _from : _position, token))
        {
            if (chunk is not LogChunk.Data data || uncompared == 0)
            {
                yield return chunk;
                continue;
            }

            int known = (int)Math.Min(uncompared, data.Bytes.Length);
            stored.AppendData(data.Bytes.Span[..known]);
            uncompared -= known;
            if (uncompared == 0 && !stored.GetCurrentHash().AsSpan().SequenceEqual(_followed.GetCurrentHash()))
            {
                yield return new LogChunk.Gap(
                    $"What was followed from byte {_from.Offset} on differs from the engine's stored log", _position);
            }

            if (known < data.Bytes.Length)
            {
                yield return data with { Bytes = data.Bytes[known..] };
            }
        }
    }

    private async IAsyncEnumerable<LogChunk> PassAsync(bool follow, LogPosition position, [EnumeratorCancellation] CancellationToken token)
    {
        using EngineReply reply = await containers.LogsAsync(name, follow, token);
        await reply.EnsureAsync(HttpStatusCode.NotFound);
        if (!reply.Succeeded)
        {
            _gone = true;
            yield return new LogChunk.Gap("The container is gone, and its log with it", position);
            yield break;
        }

        LogReplay replay = new(await reply.ReadStreamAsync(), position);
        await using IAsyncEnumerator<LogChunk> chunks = replay.ReadAsync(token).GetAsyncEnumerator(token);
        while (await NextAsync(chunks, reply))
        {
            yield return chunks.Current;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<LogChunk> chunks, EngineReply reply)
    {
        try
        {
            return await chunks.MoveNextAsync();
        }
        catch (InvalidDataException error)
        {
            throw reply.Breach(error.Message);
        }
    }
}
