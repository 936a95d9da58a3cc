using System.Net;
using System.Net.Sockets;

namespace DePin.EndToEnd.Product;

/// <summary>
/// A way to a loopback port that can be cut as networks are: nobody is refused or told, bytes just do not arrive any more. What was open
/// when it was cut is closed when it is mended.
/// </summary>
internal sealed class CuttableLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _accepting;
    private volatile CancellationTokenSource _cut = new();
    private volatile TaskCompletionSource? _mended;

    /// <param name="port">Where it leads.</param>
    public CuttableLink(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Cut()
    {
        _mended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cut.Cancel();
    }

    public void Mend()
    {
        _cut = new CancellationTokenSource();
        TaskCompletionSource? mended = _mended;
        _mended = null;
        mended?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // TIDY: it ends with the listener
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        while (!_ended.IsCancellationRequested)
        {
            Socket from = await _listener.AcceptSocketAsync(_ended.Token);
            open.RemoveAll(task => task.IsCompleted);
            open.Add(RelayAsync(from));
        }
    }

    private async Task RelayAsync(Socket from)
    {
        CancellationToken cut = _cut.Token;
        using (from)
        using (Socket to = new(SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                if (_mended is null)
                {
                    await to.ConnectAsync(IPAddress.Loopback, _port, _ended.Token);
                    await Task.WhenAny(PumpAsync(from, to, cut), PumpAsync(to, from, cut));
                }

                if (_mended is { } mended)
                {
                    await mended.Task.WaitAsync(_ended.Token);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // One side is gone, or the test is over.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, CancellationToken cut)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cut, _ended.Token);
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, either.Token)) > 0;)
            {
                await to.SendAsync(buffer.AsMemory(0, read), either.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
