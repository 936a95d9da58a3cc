using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Debian's <c>docker-registry</c> on a loopback port of its own, with its files in a folder of its own.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _http;
    private bool _ended;

    private TestRegistry(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        _http = new HttpClient { BaseAddress = new Uri($"http://{Host}/") };
    }

    public string Host { get; }

    public static async Task<TestRegistry> StartAsync(CancellationToken token)
    {
        string folder = Directory.CreateTempSubdirectory("depin-registry-").FullName;
        int port = FreePort();
        string configuration = Path.Combine(folder, "config.yml");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            version: 0.1
            log: {"{level: error}"}
            storage:
              filesystem:
                rootdirectory: {folder}
            http:
              addr: 127.0.0.1:{port}
            """,
            token);
        ProcessStartInfo start = new("docker-registry", ["serve", configuration])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        TestRegistry registry = new(process, folder, port);
        await registry.ReadyAsync(token);
        return registry;
    }

    public async Task PushAsync(string repository, string tag, TestImage image, CancellationToken token)
    {
        await UploadAsync(repository, image.Layer, token);
        await UploadAsync(repository, image.Configuration, token);
        using ByteArrayContent manifest = new(image.Manifest);
        manifest.Headers.ContentType = new MediaTypeHeaderValue(TestImage.ManifestType);
        using HttpResponseMessage put = await _http.PutAsync($"v2/{repository}/manifests/{tag}", manifest, token);
        put.EnsureSuccessStatusCode();
    }

    /// <summary>Ends it; a test that needs it gone may do so before its own end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task UploadAsync(string repository, byte[] blob, CancellationToken token)
    {
        using HttpResponseMessage begin = await _http.PostAsync($"v2/{repository}/blobs/uploads/", null, token);
        begin.EnsureSuccessStatusCode();
        string location = begin.Headers.Location!.ToString();
        string digest = Uri.EscapeDataString(TestImage.Digest(blob));
        using ByteArrayContent content = new(blob);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        string query = location.Contains('?') ? "&digest=" : "?digest=";
        using HttpResponseMessage put = await _http.PutAsync(location + query + digest, content, token);
        put.EnsureSuccessStatusCode();
    }

    private async Task ReadyAsync(CancellationToken token)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await _http.GetAsync("v2/", token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
            }
        }
    }
}
