using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>
/// The engine's <c>/containers</c>. Calls whose refusals mean something to the caller return the reply, the others what they
/// promise.
/// </summary>
internal sealed class ContainersClient(EngineConnection connection)
{
    private const int MostLinks = 8;

    private static readonly MediaTypeHeaderValue Tar = new("application/x-tar");

    /// <summary>201, or 400, 404 (image), 409 (name), 500.</summary>
    public Task<EngineReply> CreateAsync(string name, CreateRequest request, CancellationToken token) =>
        CreateAsync(name, JsonContent.Create(request, EngineJson.Default.CreateRequest), token);

    /// <summary>As the engine's document has it, for a contract that the engine itself wrote.</summary>
    public Task<EngineReply> CreateAsync(string name, JsonObject request, CancellationToken token) =>
        CreateAsync(name, new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json"), token);

    /// <summary>204, 304 (runs already), or 400, 404, 409, 500.</summary>
    public Task<EngineReply> StartAsync(string name, CancellationToken token) =>
        connection.SendAsync(new EngineCall(HttpMethod.Post, $"containers/{name}/start") { Timeout = EngineCall.LongTimeout }, token);

    public async Task<ContainerInfo?> FindAsync(string name, bool withSize, CancellationToken token)
    {
        EngineCall call = new(HttpMethod.Get, $"containers/{name}/json?size={withSize}")
        {
            Timeout = withSize ? EngineCall.LongTimeout : EngineCall.ShortTimeout,
        };
        using EngineReply reply = await connection.SendAsync(call, token);
        await reply.EnsureAsync(HttpStatusCode.NotFound);
        return reply.Succeeded ? await reply.ReadJsonAsync(EngineJson.Default.ContainerInfo) : null;
    }

    /// <summary>Containers in any state that carry <paramref name="label"/> (<c>key=value</c>).</summary>
    public Task<ContainerListItem[]> ListAsync(string label, CancellationToken token) =>
        ListAllAsync($"&filters={EngineFilter.Label(label)}", token);

    /// <summary>Every container in any state.</summary>
    public Task<ContainerListItem[]> ListAsync(CancellationToken token) => ListAllAsync("", token);

    private async Task<ContainerListItem[]> ListAllAsync(string filters, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Get, $"containers/json?all=true{filters}"), token);
        await reply.EnsureAsync();
        return await reply.ReadJsonAsync(EngineJson.Default.ContainerListItemArray);
    }

    /// <summary>False: a container of the new name exists, or this one does not.</summary>
    public async Task<bool> TryRenameAsync(string name, string newName, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Post, $"containers/{name}/rename?name={newName}"), token);
        await reply.EnsureAsync(HttpStatusCode.NotFound, HttpStatusCode.Conflict);
        return reply.Succeeded;
    }

    /// <summary>Returns when the container does not run (any more), or does not exist.</summary>
    public async Task WaitAsync(string name, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Post, $"containers/{name}/wait?condition=not-running") { Timeout = Timeout.InfiniteTimeSpan }, token);
        await reply.EnsureAsync(HttpStatusCode.NotFound);
        if (reply.Succeeded)
        {
            // The head comes at once, the body at the end.
            await (await reply.ReadStreamAsync()).CopyToAsync(Stream.Null, token);
        }
    }

    public async Task StopAsync(string name, TimeSpan grace, CancellationToken token)
    {
        string seconds = Math.Ceiling(grace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        EngineCall call = new(HttpMethod.Post, $"containers/{name}/stop?t={seconds}") { Timeout = grace + EngineCall.LongTimeout };
        using EngineReply reply = await connection.SendAsync(call, token);
        await reply.EnsureAsync(HttpStatusCode.NotModified, HttpStatusCode.NotFound);
    }

    /// <summary>False: it does not run.</summary>
    public async Task<bool> KillAsync(string name, int signal, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Post, $"containers/{name}/kill?signal={signal}"), token);
        await reply.EnsureAsync(HttpStatusCode.NotFound, HttpStatusCode.Conflict);
        return reply.Succeeded;
    }

    /// <summary>False: its removal is under way already.</summary>
    public async Task<bool> RemoveAsync(string name, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Delete, $"containers/{name}?force=true&v=true") { Timeout = EngineCall.LongTimeout }, token);
        await reply.EnsureAsync(HttpStatusCode.NotFound, HttpStatusCode.Conflict);
        return reply.Status != HttpStatusCode.Conflict;
    }

    public async Task<StatsInfo?> StatsAsync(string name, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Get, $"containers/{name}/stats?stream=false&one-shot=true"), token);
        await reply.EnsureAsync(HttpStatusCode.NotFound);
        return reply.Succeeded ? await reply.ReadJsonAsync(EngineJson.Default.StatsInfo) : null;
    }

    /// <summary>
    /// The log's frames from the first, each with its time; 200 or 404. With <paramref name="follow"/> until the container ends.
    /// </summary>
    public Task<EngineReply> LogsAsync(string name, bool follow, CancellationToken token) =>
        connection.SendAsync(
            new EngineCall(HttpMethod.Get, $"containers/{name}/logs?stdout=true&stderr=true&timestamps=true&follow={follow}")
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            token);

    /// <summary>200 with a tar stream, or 404.</summary>
    public Task<EngineReply> ReadArchiveAsync(string name, string path, CancellationToken token) =>
        connection.SendAsync(
            new EngineCall(HttpMethod.Get, $"containers/{name}/archive?path={Uri.EscapeDataString(path)}")
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            token);

    /// <summary>What lies at <paramref name="path"/>, without opening it; null when nothing does, or it cannot be said.</summary>
    public async Task<PathStat?> StatAsync(string name, string path, CancellationToken token)
    {
        EngineCall call = new(HttpMethod.Head, $"containers/{name}/archive?path={Uri.EscapeDataString(path)}");
        using EngineReply reply = await connection.SendAsync(call, token);
        string header = reply.Header("X-Docker-Container-Path-Stat");
        return reply.Succeeded && header.Length > 0
            ? JsonSerializer.Deserialize(Convert.FromBase64String(header), EngineJson.Default.PathStat)
            : null;
    }

    /// <summary>
    /// As <see cref="StatAsync"/>, of what links lead to; of the last link where that is nothing, or where there is no end of them.
    /// </summary>
    public async Task<PathStat?> StatBehindLinksAsync(string name, string path, CancellationToken token)
    {
        PathStat? found = await StatAsync(name, path, token);
        for (int links = 1; links < MostLinks && found is { LinkTarget: { Length: > 0 } target } && target != path; links++)
        {
            path = target;
            found = await StatAsync(name, path, token) ?? found;
        }

        return found;
    }

    /// <summary>Unpacks <paramref name="tar"/> over the container's root: 200, or 400, 403 (read-only), 404.</summary>
    public Task<EngineReply> WriteArchiveAsync(string name, HttpContent tar, CancellationToken token)
    {
        tar.Headers.ContentType = Tar;
        EngineCall call = new(HttpMethod.Put, $"containers/{name}/archive?path=%2F") { Content = tar, Timeout = Timeout.InfiniteTimeSpan };
        return connection.SendAsync(call, token);
    }

    private Task<EngineReply> CreateAsync(string name, HttpContent content, CancellationToken token) =>
        connection.SendAsync(
            new EngineCall(HttpMethod.Post, $"containers/create?name={name}") { Content = content, Timeout = EngineCall.LongTimeout },
            token);
}
