using System.Net.Sockets;

namespace DePin.NodeAgent.Owner;

/// <summary>
/// The owner's API on a Unix socket: whoever may open the socket (mode 0660) is the owner, who reads, drains the node and stops jobs.
/// docs/adr/0036 says what that rests on.
/// </summary>
public sealed class OwnerApi : IAsyncDisposable
{
    private const UnixFileMode SocketMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>An order is a few words.</summary>
    private const int MaxBodyBytes = 4096;

    private readonly WebApplication _app;
    private readonly string _path;

    private OwnerApi(WebApplication app, string path)
    {
        _app = app;
        _path = path;
    }

    /// <summary>Opens the socket and answers until disposed. A dead socket of an earlier life is replaced.</summary>
    /// <exception cref="SocketTakenException">A living process answers there.</exception>
    /// <exception cref="IOException">The socket cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Its directory may not be written to.</exception>
    public static async Task<OwnerApi> StartAsync(
        string path, OwnerBoard board, OwnerControl control, ILoggerFactory loggers, CancellationToken token)
    {
        if (await AnswersAsync(path, token))
        {
            throw new SocketTakenException(path);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!, DirectoryMode);

        // Made under another name, given its mode, then moved into place: nobody ever meets it half made or with a wider mode, and
        // whatever a dead process left under either name is gone.
        string beginning = path + ".new";
        File.Delete(beginning);
        WebApplication app = Build(beginning, board, control, loggers);
        try
        {
            await app.StartAsync(token);
            File.SetUnixFileMode(beginning, SocketMode);
            File.Move(beginning, path, overwrite: true);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new OwnerApi(app, path);
    }

    public async ValueTask DisposeAsync()
    {
        // First the name, then the listener: a successor that finds no name may take it, and keeps it.
        File.Delete(_path);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(string socket, OwnerBoard board, OwnerControl control, ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "depin-node" });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(loggers);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(socket);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;

            // Whoever follows a log may stop to read it.
            kestrel.Limits.MinResponseDataRate = null;
        });
        WebApplication app = builder.Build();
        OwnerEndpoints.Map(app, board, control);
        return app;
    }

    private static async Task<bool> AnswersAsync(string path, CancellationToken token)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
            return true;
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            return false;
        }
    }
}
