using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DePin.Benchmark.Tests.Machine;

/// <summary>The framework's own HTTP listener on a free loopback port: answers GET and POST and remembers what it was asked.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private long _bodyBytes;

    public LoopbackServer()
    {
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/health");
        }

        _listener.Prefixes.Add($"{Url.GetLeftPart(UriPartial.Authority)}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Url { get; }

    public HttpStatusCode GetStatus { get; init; } = HttpStatusCode.OK;

    public HttpStatusCode PostStatus { get; init; } = HttpStatusCode.OK;

    public Uri? Location { get; init; }

    public ConcurrentQueue<string> Requests { get; } = [];

    public long BodyBytes => Interlocked.Read(ref _bodyBytes);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                Requests.Enqueue($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}");
                for (int read; (read = await context.Request.InputStream.ReadAsync(buffer)) > 0;)
                {
                    Interlocked.Add(ref _bodyBytes, read);
                }

                context.Response.StatusCode = (int)(context.Request.HttpMethod == "POST" ? PostStatus : GetStatus);
                context.Response.RedirectLocation = Location?.ToString();
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or HttpListenerException or InvalidOperationException)
        {
            // Dispose ends the accept loop this way.
        }
    }
}
