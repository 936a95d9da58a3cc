using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd.Product;

/// <summary>
/// A submitter's requests without a command line for each: what a test asks again and again must not take the processor from what it
/// watches.
/// </summary>
internal sealed class SubmitterApi : IDisposable
{
    private readonly HttpClient _client;

    public SubmitterApi(string url, string token)
    {
        _client = new HttpClient { BaseAddress = new Uri(url) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<JobView> SubmitAsync(string jobFile, CancellationToken token)
    {
        using StringContent body = new(jobFile, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage reply = await _client.PostAsync(new Uri(Routes.Jobs, UriKind.Relative), body, token);
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync(WireJson.Default.JobView, token))!;
    }

    public Task<JobView> JobAsync(JobId job, CancellationToken token) => GetAsync(Routes.Job(job), WireJson.Default.JobView, token);

    public async Task<IReadOnlyList<NodeView>> NodesAsync(CancellationToken token) =>
        (await GetAsync(Routes.Nodes, WireJson.Default.NodeList, token)).Nodes;

    public void Dispose() => _client.Dispose();

    private async Task<T> GetAsync<T>(string route, JsonTypeInfo<T> type, CancellationToken token) =>
        (await _client.GetFromJsonAsync(new Uri(route, UriKind.Relative), type, token))!;
}
