using System.Globalization;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>What the engine says about itself.</summary>
internal sealed class SystemClient(EngineConnection connection)
{
    public async Task<EngineInfo> InfoAsync(CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(new EngineCall(HttpMethod.Get, "info"), token);
        await reply.EnsureAsync();
        return await reply.ReadJsonAsync(EngineJson.Default.EngineInfo);
    }

    /// <summary>
    /// Whether it is still the engine that made this container: one that was started since has forgotten the event. An engine remembers
    /// 256 events, so that a busy one may have forgotten too.
    /// </summary>
    public async Task<bool> RemembersMakingAsync(string container, DateTimeOffset now, CancellationToken token)
    {
        string filters = EngineFilter.Of(("container", container), ("event", "create"));
        string until = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds() / 1000.0:F3}");
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Get, $"events?since=1&until={until}&filters={filters}"), token);
        await reply.EnsureAsync();
        using Stream events = await reply.ReadStreamAsync();
        return await events.ReadAsync(new byte[1], token) > 0;
    }

    public async Task<VersionInfo> VersionAsync(CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(new EngineCall(HttpMethod.Get, "version"), token);
        await reply.EnsureAsync();
        return await reply.ReadJsonAsync(EngineJson.Default.VersionInfo);
    }
}
