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

    public async Task<VersionInfo> VersionAsync(CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(new EngineCall(HttpMethod.Get, "version"), token);
        await reply.EnsureAsync();
        return await reply.ReadJsonAsync(EngineJson.Default.VersionInfo);
    }
}
