using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Sends a file part by part. Where to go on is the scheduler's word, so that nothing needs to be remembered here, and what it holds
/// already is not sent.
/// </summary>
internal sealed partial class FileSender(AgentRules rules, ILogger<FileSender> logger)
{
    /// <summary>A file that the scheduler finds damaged is sent from its start so many times.</summary>
    private const int Tries = 3;

    /// <summary>Returns when the scheduler holds all of it, under its hash.</summary>
    /// <param name="file">In the spool; read only when the scheduler wants it.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="put">The call that takes a part.</param>
    /// <param name="progress">Told how many bytes are held.</param>
    /// <param name="token">Stops; what was sent stays sent.</param>
    /// <exception cref="FileNotFoundException">The scheduler wants it, and it is not there.</exception>
    public async Task SendAsync(string file, long size, PutPart put, Action<long> progress, CancellationToken token)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await SendPartsAsync(file, size, put, progress, token);
                return;
            }
            catch (SchedulerRefusedException e) when (e.Code == ProblemCode.DigestMismatch && tries < Tries)
            {
                Log.SentAgain(logger, file, e.Problem.Detail);
            }
        }
    }

    private async Task SendPartsAsync(string path, long size, PutPart put, Action<long> progress, CancellationToken token)
    {
        ArtifactReply reply = await PutAsync(put, 0, ReadOnlyMemory<byte>.Empty, token);
        if (reply.Complete)
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] buffer = new byte[Math.Min(rules.OutputPartBytes, Math.Max(1, size))];
        while (!reply.Complete)
        {
            long offset = reply.Durable;
            if (offset < 0 || offset > size)
            {
                throw new SchedulerUnreachableException(
                    $"The scheduler says that it holds {offset} bytes of a file of {size}", null, null);
            }

            file.Position = offset;
            int read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            reply = await PutAsync(put, offset, buffer.AsMemory(0, read), token);
            progress(reply.Durable);
            if (!reply.Complete && reply.Durable <= offset && read > 0)
            {
                throw new SchedulerUnreachableException(
                    $"The scheduler took {read} bytes of a file and holds no more than before", null, null);
            }
        }
    }

    private static async Task<ArtifactReply> PutAsync(PutPart put, long offset, ReadOnlyMemory<byte> part, CancellationToken token)
    {
        try
        {
            return await put(offset, part, token);
        }
        catch (SchedulerRefusedException e) when (
            e.Code == ProblemCode.OffsetMismatch && e.Problem.Durable is { } durable && durable != offset)
        {
            return new ArtifactReply(durable, false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{File} is sent again from its start: {Problem}")]
        public static partial void SentAgain(ILogger logger, string file, string problem);
    }
}
