using System.Net;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The engine's <c>/images</c>.</summary>
internal sealed class ImagesClient(EngineConnection connection)
{
    /// <param name="reference">Name with tag or digest, or an image's id.</param>
    /// <param name="token">Gives up waiting.</param>
    public async Task<ImageInfo?> FindAsync(string reference, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(new EngineCall(HttpMethod.Get, $"images/{reference}/json"), token);
        await reply.EnsureAsync(HttpStatusCode.NotFound);
        return reply.Succeeded ? await reply.ReadJsonAsync(EngineJson.Default.ImageInfo) : null;
    }

    /// <summary>
    /// Asks the registry what the tag stands for: 200 and a <see cref="DistributionInfo"/>, or the registry's refusal. 404 without a
    /// message of a registry from an engine that does not ask (Podman).
    /// </summary>
    public Task<EngineReply> ResolveAsync(EngineImage image, CancellationToken token) =>
        connection.SendAsync(
            new EngineCall(HttpMethod.Get, $"distribution/{image}/json") { Timeout = Timeout.InfiniteTimeSpan }, token);

    /// <summary>200 and then a line of JSON per step, the last of which may be an error; or 404, 500 at once.</summary>
    public Task<EngineReply> PullAsync(EngineImage image, CancellationToken token) =>
        connection.SendAsync(
            new EngineCall(
                HttpMethod.Post,
                $"images/create?fromImage={Uri.EscapeDataString(image.Repository)}&tag={Uri.EscapeDataString(image.TagOrDigest)}")
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            token);

    /// <summary>Makes an image of one layer from a tar file.</summary>
    /// <param name="repository">Its name.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="entrypoint">The program it runs, a path without blanks.</param>
    /// <param name="tar">The layer.</param>
    /// <param name="token">Gives up waiting.</param>
    public async Task ImportAsync(string repository, string tag, string entrypoint, byte[] tar, CancellationToken token)
    {
        string changes = Uri.EscapeDataString($"ENTRYPOINT [\"{entrypoint}\"]");
        EngineCall call = new(HttpMethod.Post, $"images/create?fromSrc=-&repo={repository}&tag={tag}&changes={changes}")
        {
            Content = new ByteArrayContent(tar),
            Timeout = EngineCall.LongTimeout,
        };
        using EngineReply reply = await connection.SendAsync(call, token);
        await reply.EnsureAsync();
        using StreamReader body = new(await reply.ReadStreamAsync());
        string answer = await body.ReadToEndAsync(token);
        if (answer.Contains("\"error\"", StringComparison.Ordinal))
        {
            throw reply.Breach(answer.Trim());
        }
    }

    /// <summary>False: a container uses it.</summary>
    public async Task<bool> RemoveAsync(string reference, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Delete, $"images/{reference}") { Timeout = EngineCall.LongTimeout }, token);
        await reply.EnsureAsync(HttpStatusCode.NotFound, HttpStatusCode.Conflict);
        return reply.Status != HttpStatusCode.Conflict;
    }
}
