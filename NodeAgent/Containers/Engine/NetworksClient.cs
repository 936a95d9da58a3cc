using System.Net;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The engine's <c>/networks</c>.</summary>
internal sealed class NetworksClient(EngineConnection connection)
{
    /// <summary>201, or 409 (name), 403, 500.</summary>
    public Task<EngineReply> CreateAsync(NetworkRequest request, CancellationToken token) =>
        connection.SendAsync(
            new EngineCall(HttpMethod.Post, "networks/create")
            {
                Content = JsonContent.Create(request, EngineJson.Default.NetworkRequest),
                Timeout = EngineCall.LongTimeout,
            },
            token);

    public async Task<NetworkInfo[]> ListAsync(string label, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Get, $"networks?filters={EngineFilter.Label(label)}"), token);
        await reply.EnsureAsync();
        return await reply.ReadJsonAsync(EngineJson.Default.NetworkInfoArray);
    }

    /// <summary>Absent is removed already.</summary>
    public async Task RemoveAsync(string name, CancellationToken token)
    {
        using EngineReply reply = await connection.SendAsync(
            new EngineCall(HttpMethod.Delete, $"networks/{name}") { Timeout = EngineCall.LongTimeout }, token);
        await reply.EnsureAsync(HttpStatusCode.NotFound);
    }
}
