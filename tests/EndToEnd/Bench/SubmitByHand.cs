using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd.Bench;

/// <summary>POST /v1/jobs without the start-up of a command line.</summary>
internal sealed class SubmitByHand : IDisposable
{
    private readonly HttpClient _client;

    public SubmitByHand(Deployment depin)
    {
        _client = new HttpClient { BaseAddress = new Uri(depin.Url) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", depin.OperatorToken());
    }

    public async Task<JobView> SubmitAsync(string jobFile, CancellationToken token)
    {
        using StringContent body = new(jobFile, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage reply = await _client.PostAsync(new Uri(Routes.Jobs, UriKind.Relative), body, token);
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync(WireJson.Default.JobView, token))!;
    }

    public void Dispose() => _client.Dispose();
}
