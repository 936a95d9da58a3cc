using System.Net.Http.Headers;
using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Machine;

/// <summary>Measures the way to one URL, the configured scheduler's, and to nothing else: redirects are not followed.</summary>
internal sealed class NetworkBench : IDisposable
{
    /// <summary>Longest wait for one answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int FirstUploadBytes = 128 * 1024;
    private const int MaxUploads = 8;

    private readonly BenchPlan _plan;
    private readonly TimeProvider _time;
    private readonly Uri _url;
    private readonly HttpClient _client;

    public NetworkBench(Uri url, BenchPlan plan, TimeProvider time)
    {
        _url = url;
        _plan = plan;
        _time = time;
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, ConnectTimeout = Timeout, MaxConnectionsPerServer = 1 };
        _client = new HttpClient(handler) { Timeout = Timeout };
    }

    /// <summary>Small requests on a warm connection, one after another.</summary>
    /// <exception cref="HttpRequestException">No answer, or one of a server in trouble.</exception>
    public async Task<Measurement> RoundTripAsync(CancellationToken token)
    {
        await GetAsync(token);
        long begin = _time.GetTimestamp();
        List<double> seconds = [];
        do
        {
            long start = _time.GetTimestamp();
            await GetAsync(token);
            seconds.Add(_time.GetElapsedTime(start).TotalSeconds);
        }
        while (seconds.Count < _plan.RoundTrips && _time.GetElapsedTime(begin) < _plan.NetworkTime);

        return Measurement.Of(MachineFigure.SchedulerRoundTrip, MeasurementUnit.Seconds, seconds, $"GET {_url} on a warm connection");
    }

    /// <summary>Uploads of random bytes, one after another, larger from one to the next until one takes long enough to be a rate.</summary>
    /// <returns>Null when the server answers but does not take uploads here.</returns>
    /// <exception cref="HttpRequestException">No answer.</exception>
    public async Task<Measurement?> UploadAsync(CancellationToken token)
    {
        byte[] body = new byte[_plan.UploadBytes];
        Random.Shared.NextBytes(body);
        int size = Math.Min(FirstUploadBytes, body.Length);
        long begin = _time.GetTimestamp();
        List<double> rates = [];
        do
        {
            long start = _time.GetTimestamp();
            if (!await PostAsync(new ReadOnlyMemoryContent(body.AsMemory(0, size)), token))
            {
                return null;
            }

            TimeSpan taken = _time.GetElapsedTime(start);
            if (size < body.Length && taken < _plan.NetworkTime / 10)
            {
                size = Math.Min(size * 4, body.Length);
                continue;
            }

            rates.Add(size / taken.TotalSeconds);
        }
        while (rates.Count < MaxUploads && _time.GetElapsedTime(begin) < _plan.NetworkTime);

        string method = $"POST {size >> 10} KiB of random bytes to {_url}";
        return Measurement.Of(MachineFigure.SchedulerUpload, MeasurementUnit.BytesPerSecond, rates, method);
    }

    public void Dispose() => _client.Dispose();

    private async Task GetAsync(CancellationToken token)
    {
        using HttpResponseMessage response = await _client.GetAsync(_url, token);
        response.EnsureSuccessStatusCode();
    }

    /// <returns>False when the server refused the body.</returns>
    private async Task<bool> PostAsync(HttpContent content, CancellationToken token)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpRequestMessage request = new(HttpMethod.Post, _url) { Content = content };
        using HttpResponseMessage response = await _client.SendAsync(request, token);
        return response.IsSuccessStatusCode;
    }
}
